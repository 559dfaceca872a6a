using System.Buffers;
using System.Runtime.InteropServices;

namespace Orleans.Inference;

/// <summary>Shows the memory of a <typeparamref name="T"/> buffer as bytes, without copying it.</summary>
internal sealed class CastMemoryManager<T>(Memory<T> source) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(source.Span);

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        var byteLength = (long)source.Length * sizeof(T);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)elementIndex, (ulong)byteLength, nameof(elementIndex));
        var handle = source.Pin();
        return elementIndex == 0 ? handle : new Pinned(handle, elementIndex).ToHandle();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>Keeps the source pinned while handing out an address inside it.</summary>
    private sealed class Pinned(MemoryHandle source, int offset) : IPinnable
    {
        private MemoryHandle _source = source;

        public unsafe MemoryHandle ToHandle() => new((byte*)_source.Pointer + offset, default, this);

        public MemoryHandle Pin(int elementIndex) => ToHandle();

        public void Unpin() => _source.Dispose();
    }
}
