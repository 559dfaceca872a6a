using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What is said of an external worker when it is registered.</summary>
[GenerateSerializer, Immutable, Alias("inference.ExternalWorkerRegistration")]
public sealed record ExternalWorkerRegistration
{
    /// <summary>The most models of one worker.</summary>
    public const int MaxModels = 256;

    /// <summary>The most characters of a model's name.</summary>
    public const int MaxModelLength = 256;

    /// <summary>Its base URL, without a slash at the end: its address and its name.</summary>
    [Id(0)]
    public required string Url { get; init; }

    /// <summary>Its models; empty where it is to be asked.</summary>
    [Id(1)]
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Whether its chats may have images.</summary>
    [Id(2)]
    public bool IsMultimodal { get; init; }

    /// <summary>Whether it sends heart beats, so that it is forgotten when it neither does nor answers.</summary>
    [Id(3)]
    public bool ChecksHeartBeat { get; init; }

    /// <summary>How fast it is, in units of its own; 1 by default.</summary>
    [Id(4)]
    public double Speed { get; init; } = 1;

    /// <summary>How many requests it has.</summary>
    [Id(5)]
    public int QueueLength { get; init; }
}
