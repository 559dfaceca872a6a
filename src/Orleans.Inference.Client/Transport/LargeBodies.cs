using System.Collections.Immutable;

namespace Orleans.Inference.Transport;

/// <summary>Which bodies travel beside the calls.</summary>
internal static class LargeBodies
{
    /// <summary>From this size on a body travels by a data connection, where there is one.</summary>
    public const int Threshold = 64 * 1024;

    /// <summary>Without a data connection, bodies that take more than this together go in pieces: that is faster than one large call, and holds up the others less.</summary>
    public const long MaxInCall = 1 << 20;

    /// <summary>The most that the strings of a request, or of an answer, take together: they travel in the call, and Orleans takes none of more than 100 MiB.</summary>
    public const long MaxStringBytes = 64 << 20;

    /// <summary>Bodies are cut into pieces of this length, the last one excepted.</summary>
    public const int PieceLength = 256 * 1024;

    /// <summary>The most tensors that travel together.</summary>
    public const int MaxTensors = 4096;

    /// <summary>Whether a tensor's body is worth the detour.</summary>
    public static bool IsLarge(Tensor? tensor) => tensor is not null && tensor.Bytes.Length >= Threshold;

    public static bool AnyLarge(ImmutableArray<NamedTensor> tensors)
    {
        if (tensors.IsDefault) return false;
        foreach (var (_, tensor) in tensors)
        {
            if (IsLarge(tensor)) return true;
        }

        return false;
    }

    public static bool AnyDetached(ImmutableArray<NamedTensor> tensors)
    {
        if (tensors.IsDefault) return false;
        foreach (var (_, tensor) in tensors)
        {
            if (tensor is { IsDetached: true }) return true;
        }

        return false;
    }

    /// <summary>How many bytes the strings of a call take, if those are too many.</summary>
    public static long? FindTooManyStrings(ImmutableArray<NamedTensor> tensors)
    {
        var bytes = 0L;
        foreach (var (_, tensor) in tensors)
        {
            if (tensor is { ElementType: ElementType.String }) bytes += TensorBlock.LengthOf(tensor);
        }

        return bytes > MaxStringBytes ? bytes : null;
    }

    /// <summary>Takes the bodies out of the tensors that are large.</summary>
    /// <returns>The tensors without them, and the bodies in their order.</returns>
    public static (ImmutableArray<NamedTensor> Tensors, ReadOnlyMemory<byte>[] Bodies) Detach(ImmutableArray<NamedTensor> tensors)
    {
        List<ReadOnlyMemory<byte>> bodies = [];
        var detached = ImmutableArray.CreateBuilder<NamedTensor>(tensors.Length);
        foreach (var named in tensors)
        {
            var isLarge = IsLarge(named.Tensor) && bodies.Count < MaxTensors;
            if (isLarge) bodies.Add(named.Tensor.Bytes);
            detached.Add(isLarge ? named with { Tensor = named.Tensor.Detach() } : named);
        }

        return (detached.MoveToImmutable(), [.. bodies]);
    }

    /// <summary>The lengths of the bodies that are elsewhere.</summary>
    public static long[] LengthsOf(ImmutableArray<NamedTensor> tensors) =>
        [.. tensors.Where(named => named.Tensor is { IsDetached: true }).Select(named => named.Tensor.ByteLength)];

    /// <summary>Puts bodies into the tensors that lack them.</summary>
    public static ImmutableArray<NamedTensor> Attach(ImmutableArray<NamedTensor> tensors, ReadOnlySpan<ReadOnlyMemory<byte>> bodies)
    {
        var attached = tensors.ToBuilder();
        var next = 0;
        for (var i = 0; i < attached.Count; i++)
        {
            if (attached[i].Tensor is { IsDetached: true } tensor) attached[i] = attached[i] with { Tensor = tensor.Attach(bodies[next++]) };
        }

        return attached.MoveToImmutable();
    }

    public static long SumOf(ReadOnlySpan<ReadOnlyMemory<byte>> bodies)
    {
        var sum = 0L;
        foreach (var body in bodies) sum += body.Length;
        return sum;
    }
}
