using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What a version of a model has done since it was loaded, on one worker or on several together.</summary>
[GenerateSerializer, Immutable, Alias("inference.ModelStatistics")]
public sealed record ModelStatistics
{
    /// <summary>The model and its version.</summary>
    [Id(0)]
    public required ModelKey Model { get; init; }

    /// <summary>When a run of it last ended; <see langword="null"/> before the first one.</summary>
    [Id(1)]
    public DateTimeOffset? LastInference { get; init; }

    /// <summary>How many rows were answered.</summary>
    [Id(2)]
    public long Rows { get; init; }

    /// <summary>How many runs there were: a run may answer several requests.</summary>
    [Id(3)]
    public long Runs { get; init; }

    /// <summary>Requests that were answered, from their arrival to their answer.</summary>
    [Id(4)]
    public CountedTime Success { get; init; }

    /// <summary>Requests that failed, were turned away or waited too long, from their arrival to that.</summary>
    [Id(5)]
    public CountedTime Failure { get; init; }

    /// <summary>How long the requests waited that were answered.</summary>
    [Id(6)]
    public CountedTime Queue { get; init; }

    /// <summary>How long the inputs of those requests were gathered. What is shared by requests of one run counts for each of them.</summary>
    [Id(7)]
    public CountedTime Input { get; init; }

    /// <summary>How long the model ran for those requests.</summary>
    [Id(8)]
    public CountedTime Infer { get; init; }

    /// <summary>How long outputs were cut for those requests.</summary>
    [Id(9)]
    public CountedTime Output { get; init; }

    /// <summary>The runs by their size, the smallest first.</summary>
    [Id(10)]
    public ImmutableArray<BatchStatistics> Batches { get; init; } = [];

    /// <summary>The memory that it takes, by device.</summary>
    [Id(11)]
    public ImmutableArray<ModelMemory> Memory { get; init; } = [];

    /// <summary>What several workers did together.</summary>
    /// <param name="other">What another worker did with the same version.</param>
    public ModelStatistics Plus(ModelStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            Model = Model,
            LastInference = LastInference is null || other.LastInference > LastInference ? other.LastInference : LastInference,
            Rows = Rows + other.Rows,
            Runs = Runs + other.Runs,
            Success = Success + other.Success,
            Failure = Failure + other.Failure,
            Queue = Queue + other.Queue,
            Input = Input + other.Input,
            Infer = Infer + other.Infer,
            Output = Output + other.Output,
            Batches = [.. Batches.Concat(other.Batches).GroupBy(static batch => batch.Size).OrderBy(static size => size.Key).Select(static size => size.Aggregate(Plus))],
            Memory = [.. Memory.Concat(other.Memory).GroupBy(static memory => memory.Device).OrderBy(static device => device.Key, StringComparer.Ordinal)
                .Select(static device => new ModelMemory(device.Key, device.Sum(static memory => memory.Bytes)))],
        };
    }

    private static BatchStatistics Plus(BatchStatistics left, BatchStatistics right) =>
        new(left.Size, left.Input + right.Input, left.Infer + right.Infer, left.Output + right.Output);
}
