namespace Orleans.Inference.Traffic;

/// <summary>What is stored of the aliases.</summary>
[GenerateSerializer, Alias("inference.TrafficState")]
internal sealed class TrafficState
{
    [Id(0)]
    public AliasTable Table { get; set; } = AliasTable.Empty;
}
