using System.Globalization;

namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>Devices: one text with commas, or a list of names and of groups.</summary>
internal sealed class DevicesShape : SettingShape
{
    private static readonly SectionShape Device = OptionsShape.Of(typeof(DeviceOptions));

    public override string Allowed => $"auto, none, devices such as cpu, cpu:1 or cuda:0,cuda:1, or a list of groups with keys of {string.Join(", ", Device.Keys.Keys)}";

    public override IEnumerable<string> Check(SettingNode node)
    {
        if (node.Children.Count == 0) return node.Value is { } names && Names(names).Any(string.IsNullOrEmpty) ? [Wrong(node)] : [];
        return node.Children.SelectMany(item => item switch
        {
            _ when !int.TryParse(item.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _) => [Wrong(node)],
            { Children.Count: > 0 } => Device.Check(item),
            _ => string.IsNullOrWhiteSpace(item.Value) ? [Wrong(item)] : Enumerable.Empty<string>(),
        });
    }

    /// <summary>Writes names as the groups that the configuration binder reads: <c>Devices:0:Name</c>.</summary>
    public static void Expand(SettingNode devices)
    {
        if (devices is { Value: { } names, Layer: { } layer })
        {
            devices.Set(null, layer);
            foreach (var (index, name) in Names(names).Index()) devices.Descend($"{index}:{nameof(DeviceOptions.Name)}").Set(name, layer);
            return;
        }

        foreach (var item in devices.Children)
        {
            if (item is not { Value: { } name, Layer: { } origin }) continue;
            item.Set(null, origin);
            item.Descend(nameof(DeviceOptions.Name)).Set(name.Trim(), origin);
        }
    }

    private static string[] Names(string value) => value.Split(',', StringSplitOptions.TrimEntries);
}
