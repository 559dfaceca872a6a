namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A section that somebody else reads, who says what is wrong with it.</summary>
internal sealed class FreeShape : SettingShape
{
    public override string Allowed => "what its reader takes";

    public override IEnumerable<string> Check(SettingNode node) => [];
}
