using System.Buffers;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference.Tests.Tensors;

/// <summary>What a broken or hostile sender can do with the bytes of a tensor: be refused, and nothing else.</summary>
public sealed class HostileTensorTests
{
    private const int Seed = 20240511;

    public static TheoryData<string> Samples => [.. SampleTensors.Keys];

    private static readonly Dictionary<string, Tensor> SampleTensors = new(StringComparer.Ordinal)
    {
        ["matrix"] = Tensor.Create(Enumerable.Range(0, 60).Select(i => i * 0.5f).ToArray(), [3, 4, 5]),
        ["scalar"] = Tensor.Create([42L], []),
        ["empty"] = Tensor.Create(Array.Empty<double>(), [3, 0]),
        ["strings"] = Tensor.Create(["one", "", "drei", new string('x', 150)], [2, 2]),
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_ends_too_early_is_refused_wherever_it_ends(string sample)
    {
        var whole = Wire.Serializer.SerializeToArray(SampleTensors[sample]);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole.AsMemory(0, length);
            Assert.ThrowsAny<Exception>(() => Wire.Serializer.Deserialize<Tensor>(cut));
            Assert.ThrowsAny<Exception>(() => Wire.Serializer.Deserialize<Tensor>(Wire.Cut(cut, 7)));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_with_wrong_bytes_gives_a_sound_tensor_or_an_error_and_takes_little_memory(string sample)
    {
        var whole = Wire.Serializer.SerializeToArray(SampleTensors[sample]);
        var random = new Random(Seed);
        var (sound, refused) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var message = (byte[])whole.Clone();
            // Most changes hit the header, which is all that can lie.
            for (var changes = random.Next(1, 4); changes > 0; changes--) message[random.Next(random.Next(2) == 0 ? Math.Min(12, message.Length) : message.Length)] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (Wire.Serializer.Deserialize<Tensor>(message) is { } tensor) AssertSound(tensor);
                sound++;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }

        Assert.True(sound > 0 && refused > 0, $"{sound} messages were read and {refused} refused: the test does not reach both.");
    }

    [Theory]
    [InlineData(ElementType.UInt8, 0x7FFF_FFF0u)]
    [InlineData(ElementType.UInt8, uint.MaxValue)]
    [InlineData(ElementType.String, 0x7FFF_FFF0u)]
    public void An_announced_length_is_not_believed(ElementType type, uint announced)
    {
        const int HeaderLength = 7; // of type, rank and a dimension of five bytes
        AssertRefused($"{announced} bytes of which 20 are there", announced, [(byte)type, .. VarInt(1), .. VarInt(announced - HeaderLength), .. new byte[20]]);
    }

    [Theory]
    [InlineData("no such type", (byte)0)]
    [InlineData("no such type", (byte)14)]
    [InlineData("no such type", (byte)15)]
    [InlineData("no such type", (byte)17)]
    [InlineData("no such type", (byte)255)]
    public void An_unknown_element_type_is_refused(string why, byte type) => AssertRefused(why, [type, .. VarInt(1), .. VarInt(4), 1, 2, 3, 4]);

    [Fact]
    public void A_shape_of_more_elements_than_there_are_bytes_is_refused()
    {
        AssertRefused("2^31 floats in 4 bytes", [(byte)ElementType.Float32, .. VarInt(1), .. VarInt(1L << 31), 0, 0, 0, 0]);
        AssertRefused("2^62 doubles, whose bytes overflow", [(byte)ElementType.Float64, .. VarInt(1), .. VarInt(1L << 62)]);
        AssertRefused("2^31 strings in 4 bytes", [(byte)ElementType.String, .. VarInt(1), .. VarInt(1L << 31), 0, 0, 0, 0]);
        AssertRefused("2^63 elements by several dimensions", [(byte)ElementType.UInt8, .. VarInt(2), .. VarInt(1L << 32), .. VarInt(1L << 32)]);
    }

    [Fact]
    public void A_shape_of_fewer_elements_than_there_are_bytes_is_refused()
    {
        AssertRefused("one float in 8 bytes", [(byte)ElementType.Float32, .. VarInt(1), .. VarInt(1), .. new byte[8]]);
        AssertRefused("one string and 3 bytes more", [(byte)ElementType.String, .. VarInt(1), .. VarInt(1), .. VarInt(1), 65, 66, 67, 68]);
    }

    [Fact]
    public void A_string_longer_than_its_tensor_is_refused() =>
        AssertRefused("4 GB of text", [(byte)ElementType.String, .. VarInt(1), .. VarInt(1), .. VarInt(uint.MaxValue), 65, 66]);

    [Fact]
    public void A_rank_that_no_model_has_is_refused() => AssertRefused("rank 2^31", [(byte)ElementType.Float32, .. VarInt(1L << 31), .. new byte[40]]);

    [Fact]
    public void A_header_that_goes_on_behind_its_block_is_refused() => AssertRefused("a block of 2 bytes", 2, [(byte)ElementType.UInt8, .. VarInt(2), .. VarInt(1), .. VarInt(1), 7]);

    private static void AssertSound(Tensor tensor)
    {
        Assert.True(ElementTypes.IsDefined(tensor.ElementType));
        Assert.True(TensorShape.TryGetLength(tensor.Shape, out var length, out _));
        Assert.Equal(length, tensor.Length);
        Assert.Equal(tensor.IsDetached ? 0 : tensor.Length * tensor.ElementType.SizeInBytes(), tensor.Bytes.Length);
        Assert.Equal(tensor.ElementType == ElementType.String ? tensor.Length : 0, tensor.Utf8Strings.Length);
    }

    private static void AssertRefused(string why, byte[] block) => AssertRefused(why, (uint)block.Length, block);

    private static void AssertRefused(string why, uint announced, byte[] block)
    {
        using var session = Wire.NewSession();
        var message = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(message, session);
        writer.WriteFieldHeader(0, typeof(Tensor), typeof(Tensor), WireType.LengthPrefixed);
        writer.WriteVarUInt32(announced);
        writer.Write(block);
        writer.Commit();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Record.Exception(() => Wire.Serializer.Deserialize<Tensor>(message.WrittenMemory));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(error is SerializerException or InvalidOperationException, $"{why}: {error?.ToString() ?? "a tensor came out"}");
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    private static byte[] VarInt(long value)
    {
        using var session = Wire.NewSession();
        var bytes = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(bytes, session);
        writer.WriteVarUInt64((ulong)value);
        writer.Commit();
        return bytes.WrittenSpan.ToArray();
    }
}
