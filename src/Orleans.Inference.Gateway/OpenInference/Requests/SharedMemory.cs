namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Tensors in shared memory, which a cluster has not.</summary>
internal static class SharedMemory
{
    /// <summary>The parameter that names where the tensor is.</summary>
    public static ReadOnlySpan<byte> Region => "shared_memory_region"u8;

    public static InvalidInputException Refuse(string subject) =>
        new($"parameter 'shared_memory_region' of {subject}", "none: shared memory is not supported", "one");
}
