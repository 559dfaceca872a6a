namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A group whose keys are names that the operator chooses, all of one shape.</summary>
internal sealed class NamedShape(SettingShape each) : SettingShape
{
    public override string Allowed => $"a group of names, each with {each.Allowed}";

    public override IEnumerable<string> Check(SettingNode node) =>
        string.IsNullOrEmpty(node.Value) ? node.Children.SelectMany(each.Check) : [Wrong(node)];
}
