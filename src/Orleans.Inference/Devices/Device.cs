namespace Orleans.Inference;

/// <summary>A device that a silo owns and runs models on.</summary>
public sealed record Device
{
    /// <summary>Its name: <c>cpu</c>, <c>cpu:1</c>, <c>cuda:0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Its number among devices of its kind, from 0; for a GPU, CUDA's ordinal.</summary>
    public required int Index { get; init; }

    /// <summary>The processor threads that all runs on it may take together.</summary>
    public required int Threads { get; init; }

    /// <summary>How many runs may be under way on it at once.</summary>
    public required int Lanes { get; init; }

    /// <summary>The bytes of memory that its models may take together.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>Whether the threads of a run spin while they wait for each other.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Whether a GPU's models are compiled by TensorRT.</summary>
    public bool UseTensorRt { get; init; }

    /// <summary>The processor threads that one run may take: <see cref="Threads"/> over <see cref="Lanes"/>, at least 1.</summary>
    public int ThreadsPerLane => Math.Max(1, Threads / Lanes);

    /// <summary>As in <c>cpu, 2 threads, 2 lanes</c>.</summary>
    public override string ToString() => $"{Name}, {Plural(Threads, "thread")}, {Plural(Lanes, "lane")}{(UseTensorRt ? ", TensorRT" : "")}{(AllowSpinning ? ", spinning" : "")}";

    private static string Plural(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
