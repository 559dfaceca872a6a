using System.Collections.Immutable;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>A conversation with its turns, and how they become a prompt.</summary>
internal sealed record Conversation
{
    /// <summary>The template's name, which some styles go by.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the system says, in the template's frame for it.</summary>
    public string System { get; init; } = "";

    /// <summary>What the system says, as it is.</summary>
    public string SystemMessage { get; init; } = "";

    public string User { get; init; } = "USER";

    public string Assistant { get; init; } = "ASSISTANT";

    public ImmutableArray<Turn> Turns { get; init; } = [];

    public SeparatorStyle Style { get; init; } = SeparatorStyle.AddColonSingle;

    public string Separator { get; init; } = "\n";

    /// <summary>The second separator, behind what the model says; the first one where there is none.</summary>
    public string Second { get; init; } = "\n";

    public ImmutableArray<string> Stop { get; init; } = [];

    public ImmutableArray<int> StopTokens { get; init; } = [];

    /// <summary>The separator behind a turn of styles that take turns with two.</summary>
    public string SeparatorAfter(int turn) => turn % 2 == 0 ? Separator : Second;

    /// <summary>The role of a turn of styles that go by the place and not by the name.</summary>
    public string RoleAt(int turn) => turn % 2 == 0 ? User : Assistant;
}
