namespace Orleans.Inference;

/// <summary>How the bodies of large tensors travel beside a call. The default value says that all of them are in the call.</summary>
/// <param name="Connection">The data connection between caller and worker; 0 where there is none, and bodies go in pieces, by calls of their own.</param>
/// <param name="Id">Names the call's bodies, on the connection or, where there is none, in the process that has them.</param>
[GenerateSerializer, Immutable, Alias("inference.BodyTransfer")]
public readonly record struct BodyTransfer(long Connection, long Id);
