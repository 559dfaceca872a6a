namespace Orleans.Inference.Benchmarks.Reporting;

/// <summary>The aims of a benchmark, stated before it measures, so that one that was never measured is noticed.</summary>
internal sealed class Aims
{
    private readonly List<Aim> _aims = [];

    public Aim AtMost(string name, double bound, string unit = "") => State(new(name, $"≤ {Figure.Of(bound)}", value => value <= bound, unit));

    public Aim AtLeast(string name, double bound, string unit = "") => State(new(name, $"≥ {Figure.Of(bound)}", value => value >= bound, unit));

    /// <summary>Prints a line for each aim.</summary>
    /// <returns>Whether every aim has a value. An aim that is missed is a result like any other.</returns>
    public bool Report(TextWriter output, TextWriter errors)
    {
        foreach (var aim in _aims.Where(aim => aim.HasValue)) output.WriteLine(aim);
        foreach (var aim in _aims.Where(aim => !aim.HasValue)) errors.WriteLine($"The aim {aim.Name} has no value.");
        return _aims.TrueForAll(aim => aim.HasValue);
    }

    private Aim State(Aim aim)
    {
        _aims.Add(aim);
        return aim;
    }
}
