namespace Orleans.Inference;

/// <summary>One version of a model.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version.</param>
[GenerateSerializer, Immutable, Alias("inference.ModelKey")]
public readonly record struct ModelKey(string Name, string Version)
{
    /// <summary>As in <c>digits/1</c>; the name alone where there is no version.</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name}/{Version}";
}
