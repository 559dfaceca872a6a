namespace Orleans.Inference;

/// <summary>How often something was done, and how long it took together.</summary>
/// <param name="Count">How often.</param>
/// <param name="Time">How long together.</param>
[GenerateSerializer, Immutable, Alias("inference.CountedTime")]
public readonly record struct CountedTime(long Count, TimeSpan Time)
{
    /// <summary>Both together.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static CountedTime operator +(CountedTime left, CountedTime right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static CountedTime Add(CountedTime left, CountedTime right) => new(left.Count + right.Count, left.Time + right.Time);
}
