namespace Orleans.Inference.Traffic;

/// <summary>What is stored of the aliases.</summary>
[GenerateSerializer, Alias("inference.TrafficState")]
internal sealed class TrafficState
{
    /// <summary>The aliases; <see langword="null"/> before there are any. No shared table may stand here: a serializer may fill in what it finds.</summary>
    [Id(0)]
    public AliasTable? Table { get; set; }
}
