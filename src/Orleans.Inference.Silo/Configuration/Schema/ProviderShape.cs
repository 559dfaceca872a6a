namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A provider of Orleans: the provider named by <c>ProviderType</c> reads the other keys, and only it knows them.</summary>
internal sealed class ProviderShape : SettingShape
{
    public const string ProviderType = "ProviderType";

    public override string Allowed => $"a group with {ProviderType} and the keys of that provider";

    public override IEnumerable<string> Check(SettingNode node) => string.IsNullOrEmpty(node.Value) ? [] : [Wrong(node)];
}
