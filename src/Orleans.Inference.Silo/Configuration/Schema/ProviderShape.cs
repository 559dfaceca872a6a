namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A provider of Orleans: the provider named by <c>ProviderType</c> reads the other keys, and only it knows them.</summary>
/// <param name="known">The keys of the providers that this program comes with, by <c>ProviderType</c>.</param>
internal sealed class ProviderShape(params IEnumerable<(string Type, SectionShape Keys)> known) : SettingShape
{
    public const string ProviderType = "ProviderType";

    private readonly Dictionary<string, SectionShape> _known = known.ToDictionary(
        provider => provider.Type, provider => provider.Keys.With((ProviderType, ValueShape.Text)), StringComparer.Ordinal);

    public override string Allowed => $"a group with {ProviderType} and the keys of that provider";

    public override IEnumerable<string> Check(SettingNode node)
    {
        if (!string.IsNullOrEmpty(node.Value)) return [Wrong(node)];
        return _known.TryGetValue(node.ValueOf(ProviderType) ?? "", out var keys) ? keys.Check(node) : [];
    }
}
