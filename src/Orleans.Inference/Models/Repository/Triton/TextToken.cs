namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>What a token is.</summary>
internal enum TextTokenKind
{
    End,
    Word,
    Number,
    Quoted,
    Mark,
}

/// <summary>The least part of a text that means something; a quoted one is here what it stands for.</summary>
internal readonly record struct TextToken(TextTokenKind Kind, string Text, TextPosition Position)
{
    public bool Is(char mark) => Kind == TextTokenKind.Mark && Text[0] == mark;

    public override string ToString() => Kind == TextTokenKind.End ? "the end of the file" : $"'{Text}'";
}
