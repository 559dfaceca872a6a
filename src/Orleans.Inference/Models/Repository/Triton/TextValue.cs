using System.Collections.Immutable;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>What a field is set to.</summary>
internal abstract record TextValue(TextPosition Position);

/// <summary>A number, a word (an enum's or a bool's) or, where it was quoted, a string.</summary>
internal sealed record TextScalar(TextPosition Position, string Text, bool IsQuoted) : TextValue(Position)
{
    public override string ToString() => $"'{Text}'";
}

/// <summary>A message: its fields as they come, those of a list one by one.</summary>
internal sealed record TextMessage(TextPosition Position, ImmutableArray<TextField> Fields) : TextValue(Position)
{
    public override string ToString() => "a message";
}

/// <summary>A field of a message.</summary>
internal sealed record TextField(TextPosition Position, string Name, TextValue Value);
