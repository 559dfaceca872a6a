namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>What may be said at a key.</summary>
internal abstract class SettingShape
{
    /// <summary>What is allowed, to end a sentence that starts with "it must be".</summary>
    public abstract string Allowed { get; }

    /// <summary>Finds what is wrong at a key and beneath it, a line each.</summary>
    public abstract IEnumerable<string> Check(SettingNode node);

    protected string Wrong(SettingNode node) => node is { Value: null, Children.Count: > 0 }
        ? $"{Problem.At(node)} is a group ({string.Join(", ", node.Children.Select(child => child.Name))}); it must be {Allowed}."
        : $"{Problem.At(node)} is {Problem.Quote(node.Value ?? "null")}; it must be {Allowed}.";
}
