namespace Orleans.Inference.Benchmarks.Reporting;

/// <summary>One value that a benchmark must report, and what is wanted of it.</summary>
internal sealed class Aim(string name, string bound, Func<double, bool> isMet, string unit)
{
    private double? _value;

    public string Name => name;

    public bool HasValue => _value is not null;

    /// <exception cref="ArgumentException">It is not a number: a measurement that failed is no value.</exception>
    public void Is(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException($"The aim {name} cannot be {value}.", nameof(value));
        _value = value;
    }

    public override string ToString()
    {
        var value = _value ?? throw new InvalidOperationException($"The aim {name} has no value.");
        return $"aim {name}: {Figure.Of(value)}{unit} (wanted {bound}{unit}) {(isMet(value) ? "met" : "missed")}";
    }
}
