namespace Orleans.Inference;

/// <summary>A silo as the cluster's membership has it.</summary>
/// <param name="Address">Its address, with the generation of its process.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">Its status.</param>
[GenerateSerializer, Immutable, Alias("inference.SiloMember")]
public readonly record struct SiloMember(SiloAddress Address, string Name, SiloStatus Status);
