using System.Globalization;

namespace Orleans.Inference.Benchmarks;

/// <summary>What the command line says to a benchmark's options, and their defaults for the rest.</summary>
internal sealed class BenchmarkSettings
{
    private readonly Dictionary<string, double> _values;

    private BenchmarkSettings(Dictionary<string, double> values) => _values = values;

    public double this[BenchmarkOption option] => _values[option.Name];

    public TimeSpan Seconds(BenchmarkOption option) => TimeSpan.FromSeconds(this[option]);

    /// <exception cref="FormatException">An argument is no option, or no number in its range.</exception>
    public static BenchmarkSettings Parse(ReadOnlySpan<string> arguments, IReadOnlyList<BenchmarkOption> options)
    {
        var values = options.ToDictionary(option => option.Name, option => option.Default, StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var argument = arguments[i];
            var option = options.FirstOrDefault(candidate => argument == $"--{candidate.Name}") ?? throw new FormatException($"There is no option {argument}.");
            var text = i + 1 < arguments.Length ? arguments[i + 1] : "nothing";
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= option.Min && value <= option.Max))
            {
                throw new FormatException($"{argument} is {text}: a number from {option.Min} to {option.Max} is allowed.");
            }

            values[option.Name] = value;
        }

        return new(values);
    }
}
