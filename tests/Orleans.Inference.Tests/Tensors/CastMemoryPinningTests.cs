using System.Buffers;
using System.Runtime.InteropServices;

namespace Orleans.Inference.Tests.Tensors;

public sealed unsafe class CastMemoryPinningTests
{
    [Fact]
    public void Pinning_a_tensor_gives_the_address_of_its_first_element()
    {
        var elements = new[] { 1.5f, 2.5f };
        using var handle = Tensor.Create(elements, [2]).Bytes.Pin();

        fixed (float* first = elements) Assert.True(first == handle.Pointer);
    }

    [Fact]
    public void Pinning_a_slice_gives_the_address_of_its_first_element()
    {
        var elements = new[] { 1L, 2, 3, 4 };
        using var handle = Tensor.Create(elements, [4]).Slice(2, 2).Bytes.Pin();

        Assert.Equal(3, *(long*)handle.Pointer);
        fixed (long* third = &elements[2]) Assert.True(third == handle.Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    public void A_pinned_place_is_counted_in_bytes(int offset)
    {
        var elements = new[] { 1, 2, 3 };
        using var handle = Manager(elements).Pin(offset);

        fixed (int* first = elements) Assert.True((byte*)first + offset == handle.Pointer);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(13)]
    public void A_place_outside_of_the_memory_cannot_be_pinned(int offset) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Manager([1, 2, 3]).Pin(offset));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Letting_go_unpins_the_source(int offset)
    {
        var source = new CountingMemory();
        var handle = new CastMemoryManager<int>(source.Memory).Pin(offset);
        Assert.Equal(1, source.Pins);

        handle.Dispose();

        Assert.Equal(0, source.Pins);
    }

    [Fact]
    public void Each_handle_holds_its_own_pin()
    {
        var source = new CountingMemory();
        var manager = new CastMemoryManager<int>(source.Memory);
        var (first, second) = (manager.Pin(4), manager.Pin(8));

        first.Dispose();

        Assert.Equal(1, source.Pins);
        second.Dispose();
        Assert.Equal(0, source.Pins);
    }

    [Fact]
    public void An_empty_tensor_can_be_pinned()
    {
        using var handle = Tensor.Create(Array.Empty<float>(), [0]).Bytes.Pin();
        using var nothing = Tensor.Create(Memory<float>.Empty, [0]).Bytes.Pin();
    }

    private static CastMemoryManager<int> Manager(int[] elements) => new(elements);

    /// <summary>Memory that counts who holds it.</summary>
    private sealed class CountingMemory : MemoryManager<int>
    {
        private readonly int[] _elements = GC.AllocateArray<int>(4, pinned: true);

        public int Pins { get; private set; }

        public override Span<int> GetSpan() => _elements;

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            return new((int*)Marshal.UnsafeAddrOfPinnedArrayElement(_elements, elementIndex), default, this);
        }

        public override void Unpin() => Pins--;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
