namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A group of known keys.</summary>
internal sealed class SectionShape(IReadOnlyDictionary<string, SettingShape> keys) : SettingShape
{
    public IReadOnlyDictionary<string, SettingShape> Keys { get; } = keys.ToDictionary(StringComparer.OrdinalIgnoreCase);

    public override string Allowed => $"a group with keys of {string.Join(", ", Keys.Keys)}";

    /// <summary>This group with more keys, or other shapes for its own.</summary>
    public SectionShape With(params IEnumerable<(string Name, SettingShape Shape)> more)
    {
        var merged = Keys.ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, shape) in more) merged[name] = shape;
        return new(merged);
    }

    public override IEnumerable<string> Check(SettingNode node) =>
        string.IsNullOrEmpty(node.Value)
            ? node.Children.SelectMany(child => Keys.TryGetValue(child.Name, out var shape) ? shape.Check(child) : [Unknown(node, child)])
            : [Wrong(node)];

    private string Unknown(SettingNode section, SettingNode child)
    {
        var value = child.Value is { } said ? $" (= {Problem.Quote(said)})" : "";
        var meant = NearestName.Of(child.Name, Keys.Keys) is { } name ? $"; did you mean {name}?" : ".";
        var place = section.Path.Length == 0 ? "at the top" : $"in {section.Path}";
        return $"{Problem.At(child)}{value} is not a setting{meant} Known {place}: {string.Join(", ", Keys.Keys.Order(StringComparer.Ordinal))}.";
    }
}
