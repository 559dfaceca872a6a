using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference;

public sealed partial record ModelConfiguration
{
    private static readonly TimeSpan LongestQueueDelay = TimeSpan.FromMinutes(1);

    /// <exception cref="JsonException">A value is wrong; the message names the key, the value and what is allowed.</exception>
    internal void Validate()
    {
        if (MaxBatchSize < 1) throw new JsonException($"MaxBatchSize is {MaxBatchSize}, it must be at least 1");
        if (Instances < 1) throw new JsonException($"Instances is {Instances}, it must be at least 1");
        if (MaxQueueLength < 1) throw new JsonException($"MaxQueueLength is {MaxQueueLength}, it must be at least 1");
        if (MaxQueueDelay < TimeSpan.Zero || MaxQueueDelay > LongestQueueDelay) throw new JsonException($"MaxQueueDelay is {MaxQueueDelay}, it must be from 00:00:00 to {LongestQueueDelay}");
        if (!(Weight > 0) || double.IsInfinity(Weight)) throw new JsonException($"Weight is {Weight}, it must be more than 0");
        CheckSizes(nameof(PreferredBatchSizes), PreferredBatchSizes);
        CheckSizes(nameof(BatchBuckets), BatchBuckets);
        if (!BatchBuckets.IsEmpty && !PreferredBatchSizes.IsEmpty) throw new JsonException("PreferredBatchSizes and BatchBuckets are both given, only one of them may be");
        if (ModelFile is { } file && !IsInsideFolder(file)) throw new JsonException($"ModelFile is '{file}', it must be the name of a file in the version's folder");
        ValidateReplicas();
        CheckTime(nameof(IdleTimeout), IdleTimeout);
        CheckTime(nameof(LoadTimeout), LoadTimeout);
        if (MemoryBytes < 1) throw new JsonException($"MemoryBytes is {MemoryBytes}, it must be at least 1");
        Placement?.Validate();
        Text?.Validate();
        ValidateSteps();
    }

    private void ValidateReplicas()
    {
        if (MinReplicas < 0) throw new JsonException($"MinReplicas is {MinReplicas}, it must be at least 0");
        if (MaxReplicas < 1) throw new JsonException($"MaxReplicas is {MaxReplicas}, it must be at least 1");
        if (MinReplicas > MaxReplicas) throw new JsonException($"MinReplicas is {MinReplicas}, it must be at most MaxReplicas, which is {MaxReplicas}");
    }

    private static void CheckTime(string key, TimeSpan? time)
    {
        if (time <= TimeSpan.Zero) throw new JsonException($"{key} is {time}, it must be more than 00:00:00");
    }

    private static void CheckSizes(string key, ImmutableArray<int> sizes)
    {
        if (sizes.IsDefaultOrEmpty) return;
        if (sizes[0] >= 1 && sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second)) return;
        throw new JsonException($"{key} is {TensorShape.Format([.. sizes.Select(size => (long)size)])}, its sizes must be at least 1 and ascending");
    }

    /// <summary>Whether a name leads to a file in the folder it is written beside, and not out of it.</summary>
    internal static bool IsInsideFolder(string file) =>
        !string.IsNullOrWhiteSpace(file) && !Path.IsPathRooted(file) && !file.Split('/', '\\').Any(part => part is "" or "." or "..");
}
