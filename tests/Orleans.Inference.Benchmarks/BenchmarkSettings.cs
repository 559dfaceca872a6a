using System.Globalization;

namespace Orleans.Inference.Benchmarks;

/// <summary>What the command line says to a benchmark's options, and their defaults for the rest.</summary>
internal sealed class BenchmarkSettings
{
    /// <summary>The option of benchmarks that measure a user's models too.</summary>
    public const string ModelRepositoryOption = "--model-repository";

    private readonly Dictionary<string, double> _values;

    private BenchmarkSettings(Dictionary<string, double> values) => _values = values;

    /// <summary>A folder of <c>NAME/VERSION/model.onnx</c> whose models are measured too; <see langword="null"/> for none.</summary>
    public string? ModelRepository { get; private set; }

    public double this[BenchmarkOption option] => _values[option.Name];

    public TimeSpan Seconds(BenchmarkOption option) => TimeSpan.FromSeconds(this[option]);

    /// <exception cref="FormatException">An argument is no option, or no number in its range.</exception>
    public static BenchmarkSettings Parse(ReadOnlySpan<string> arguments, IReadOnlyList<BenchmarkOption> options, bool takesModels)
    {
        var values = options.ToDictionary(option => option.Name, option => option.Default, StringComparer.Ordinal);
        string? repository = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var argument = arguments[i];
            if (takesModels && argument == ModelRepositoryOption)
            {
                repository = i + 1 < arguments.Length && Directory.Exists(arguments[i + 1]) ? arguments[i + 1] : throw new FormatException($"{argument} wants an existing folder.");
                continue;
            }

            if (argument == ModelRepositoryOption) throw new FormatException($"This benchmark takes no models: {argument} is for those that measure them.");
            var option = options.FirstOrDefault(candidate => argument == $"--{candidate.Name}") ?? throw new FormatException($"There is no option {argument}.");
            var text = i + 1 < arguments.Length ? arguments[i + 1] : "nothing";
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= option.Min && value <= option.Max))
            {
                throw new FormatException($"{argument} is {text}: a number from {option.Min} to {option.Max} is allowed.");
            }

            values[option.Name] = value;
        }

        return new(values) { ModelRepository = repository };
    }
}
