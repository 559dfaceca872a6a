namespace Orleans.Inference.Silo.Configuration;

/// <summary>A key of the merged settings: what was said about it, by which layer, and the keys beneath it.</summary>
internal sealed class SettingNode(string path)
{
    private readonly SortedDictionary<string, SettingNode> _children = new(ConfigurationKeyComparer.Instance);

    public string Path { get; } = path;

    public string Name => ConfigurationPath.GetSectionKey(Path);

    public string? Value { get; private set; }

    /// <summary>Who said <see cref="Value"/>; <see langword="null"/> when nobody did.</summary>
    public SettingsLayer? Layer { get; private set; }

    public IReadOnlyCollection<SettingNode> Children => _children.Values;

    /// <summary>The layer to name in a problem: of the value, or of the first value beneath.</summary>
    public SettingsLayer? Origin => Layer ?? _children.Values.Select(child => child.Origin).FirstOrDefault(layer => layer is not null);

    /// <summary>Merges layers, the later over the earlier ones.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="lists">Paths of lists: a layer that says anything about one replaces it as a whole, or two lists would mix item by item.</param>
    public static SettingNode Merge(IEnumerable<SettingsLayer> layers, params IReadOnlyCollection<string> lists)
    {
        SettingNode root = new("");
        foreach (var layer in layers)
        {
            foreach (var list in lists.Where(list => layer.Values.Keys.Any(key => IsAtOrUnder(key, list)))) root.Clear(list);
            foreach (var (key, value) in layer.Values) root.Descend(key).Set(value, layer);
        }

        return root;
    }

    public SettingNode? Find(string key)
    {
        var node = this;
        foreach (var name in key.Split(ConfigurationPath.KeyDelimiter))
        {
            if (!node._children.TryGetValue(name, out node)) return null;
        }

        return node;
    }

    public string? ValueOf(string key) => Find(key)?.Value;

    public IEnumerable<SettingNode> Descendants() => Children.SelectMany(child => child.Descendants().Prepend(child));

    /// <summary>All values beneath, by their path. A <c>null</c> says the default, as if nothing was said.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Flatten() =>
        Descendants().Where(node => node.Value is not null).Select(node => KeyValuePair.Create(node.Path, node.Value));

    public void Set(string? value, SettingsLayer layer) => (Value, Layer) = (value, layer);

    public SettingNode Descend(string key)
    {
        var node = this;
        foreach (var name in key.Split(ConfigurationPath.KeyDelimiter))
        {
            if (!node._children.TryGetValue(name, out var child))
                node._children.Add(name, child = new(node.Path.Length == 0 ? name : ConfigurationPath.Combine(node.Path, name)));
            node = child;
        }

        return node;
    }

    private static bool IsAtOrUnder(string key, string path) =>
        key.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (key.Length == path.Length || key[path.Length] == ':');

    private void Clear(string key)
    {
        if (Find(key) is not { } node) return;
        node._children.Clear();
        (node.Value, node.Layer) = (null, null);
    }
}
