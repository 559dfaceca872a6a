using System.Globalization;

namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A list, whose keys are the numbers of its items: all of one shape.</summary>
internal sealed class ListShape(SettingShape each) : SettingShape
{
    public override string Allowed => $"a list, each item {each.Allowed}";

    public override IEnumerable<string> Check(SettingNode node) =>
        string.IsNullOrEmpty(node.Value) && node.Children.All(IsItem) ? node.Children.SelectMany(each.Check) : [Wrong(node)];

    private static bool IsItem(SettingNode node) => int.TryParse(node.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
