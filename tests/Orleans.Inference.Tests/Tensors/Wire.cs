using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Session;

namespace Orleans.Inference.Tests.Tensors;

/// <summary>Orleans' own serializer, as a silo and a client have it.</summary>
internal static class Wire
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static Serializer Serializer { get; } = Services.GetRequiredService<Serializer>();

    public static DeepCopier Copier { get; } = Services.GetRequiredService<DeepCopier>();

    public static SerializerSession NewSession() => Services.GetRequiredService<SerializerSessionPool>().GetSession();

    public static T RoundTrip<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    /// <summary>The bytes as a network hands them over: in pieces.</summary>
    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, int pieceLength)
    {
        var first = new Piece(ReadOnlyMemory<byte>.Empty, null);
        var last = first;
        for (var start = 0; start < bytes.Length; start += pieceLength) last = new(bytes[start..Math.Min(bytes.Length, start + pieceLength)], last);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, Piece? previous)
        {
            Memory = bytes;
            if (previous is null) return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
