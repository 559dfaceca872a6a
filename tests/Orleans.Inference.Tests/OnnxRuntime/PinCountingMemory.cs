using System.Buffers;

namespace Orleans.Inference.Tests.OnnxRuntime;

/// <summary>Memory that counts how often it is pinned.</summary>
internal sealed unsafe class PinCountingMemory(int length) : MemoryManager<byte>
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);

    public int Pins { get; private set; }

    public int PinsEver { get; private set; }

    public override Span<byte> GetSpan() => _bytes;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        (Pins, PinsEver) = (Pins + 1, PinsEver + 1);
        return new((byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, elementIndex), default, this);
    }

    public override void Unpin() => Pins--;

    protected override void Dispose(bool disposing)
    {
    }
}
