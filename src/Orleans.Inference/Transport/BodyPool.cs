using System.Numerics;

namespace Orleans.Inference.Transport;

/// <summary>
/// Buffers that are used again and again: touching the pages of a new one costs as much as receiving into it. What is not used for a while is left to the garbage
/// collector.
/// </summary>
internal sealed class BodyPool : IBodyBuffers
{
    private const long MaxKept = 512 << 20;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Shelf> _shelves = [];
    private long _kept;
    private int _rented;

    /// <summary>How many buffers are with somebody.</summary>
    public int Rented => Volatile.Read(ref _rented);

    public byte[] Rent(int length)
    {
        Interlocked.Increment(ref _rented);
        var size = SizeFor(length);
        lock (_gate)
        {
            if (_shelves.TryGetValue(size, out var shelf) && shelf.Buffers.TryPop(out var buffer))
            {
                shelf.Least = Math.Min(shelf.Least, shelf.Buffers.Count);
                _kept -= size;
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref _rented);
        lock (_gate)
        {
            if (_kept + buffer.Length > MaxKept) return;
            if (!_shelves.TryGetValue(buffer.Length, out var shelf)) _shelves.Add(buffer.Length, shelf = new());
            shelf.Buffers.Push(buffer);
            _kept += buffer.Length;
        }
    }

    /// <summary>Leaves those alone that were not needed since the last time.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var (size, shelf) in _shelves)
            {
                for (; shelf.Least > 0 && shelf.Buffers.TryPop(out _); shelf.Least--) _kept -= size;
                if (shelf.Buffers.Count == 0) _shelves.Remove(size);
                else shelf.Least = shelf.Buffers.Count;
            }
        }
    }

    // Eight sizes from one power of two to the next: at most an eighth is wasted.
    private static int SizeFor(int length)
    {
        var step = Math.Max(4096, (int)(BitOperations.RoundUpToPowerOf2((uint)length) / 16));
        return (int)Math.Min(Array.MaxLength, ((long)length + step - 1) / step * step);
    }

    private sealed class Shelf
    {
        public Stack<byte[]> Buffers { get; } = [];

        /// <summary>How many were there at the least since the last <see cref="Trim"/>.</summary>
        public int Least { get; set; }
    }
}
