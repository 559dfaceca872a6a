namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>A place in a text, both counted from 1.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
