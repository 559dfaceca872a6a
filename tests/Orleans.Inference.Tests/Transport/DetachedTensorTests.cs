using Orleans.Inference.Models;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Transport;

public sealed class DetachedTensorTests
{
    private static readonly Tensor Matrix = Tensor.Create(Enumerable.Range(0, 60_000).Select(i => (float)i).ToArray(), [2, 30_000]);

    [Fact]
    public void Type_and_shape_travel_alone_and_the_elements_are_put_back()
    {
        var wire = Wire.Serializer.SerializeToArray(Matrix.Detach());
        var received = Wire.Serializer.Deserialize<Tensor>(wire)!;

        Assert.InRange(wire.Length, 1, 40);
        Assert.True(received.IsDetached);
        Assert.Equal(Matrix.ToString(), received.ToString());
        Assert.Equal(240_000, received.ByteLength);
        Assert.Equal(Matrix.ToArray<float>(), received.Attach(Matrix.Bytes).ToArray<float>());
        Assert.Throws<ArgumentException>(() => received.Attach(Matrix.Bytes[4..]));
    }

    [Theory]
    [InlineData(ElementType.String, 2)]
    [InlineData(ElementType.Float32, 0)]
    [InlineData(ElementType.Float32, 1L << 30)]
    [InlineData(ElementType.Float64, long.MaxValue)]
    [InlineData(ElementType.UInt8, -1)]
    public void What_cannot_travel_apart_is_refused(ElementType type, long rows) =>
        Assert.Throws<MalformedTensorException>(() => Wire.RoundTrip(Tensor.Detached(type, [rows], rows)));

    [Fact]
    public void A_model_never_sees_a_tensor_whose_elements_did_not_come()
    {
        var request = new InferenceRequest { Model = "m", Inputs = [new("x", Matrix.Detach())] };
        var model = new ModelMetadata
        {
            Name = "m",
            Version = "1",
            Platform = "test",
            Inputs = [new("x", ElementType.Float32, [new(-1, "batch"), new(30_000)])],
            Outputs = [],
        };

        Assert.Throws<InvalidInputException>(() => InputValidation.OrderInputs(request, model));
    }
}
