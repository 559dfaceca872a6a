using CsCheck;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;

namespace Orleans.Inference.Tests.Tensors;

public sealed class TensorCodecTests
{
    [Fact]
    public void Every_tensor_comes_out_of_the_wire_as_it_went_in() =>
        RandomTensors.Any.Sample(tensor => RandomTensors.AreSame(tensor, Wire.RoundTrip(tensor)), iter: 2000);

    [Fact]
    public void Every_tensor_is_read_from_a_network_that_cuts_it_into_pieces() =>
        Gen.Select(RandomTensors.Any, Gen.Int[1, 40]).Sample(
            (tensor, pieceLength) =>
            {
                var pieces = Wire.Cut(Wire.Serializer.SerializeToArray(tensor), pieceLength);
                return RandomTensors.AreSame(tensor, Wire.Serializer.Deserialize<Tensor>(pieces)!);
            },
            iter: 1000);

    [Fact]
    public void Every_tensor_is_read_from_every_kind_of_buffer_that_Orleans_has() =>
        RandomTensors.Any.Sample(tensor =>
        {
            using var stream = new MemoryStream();
            Wire.Serializer.Serialize(tensor, stream);
            stream.Position = 0;
            using var pooled = new PooledBuffer();
            pooled.Write(stream.ToArray());
            return RandomTensors.AreSame(tensor, Wire.Serializer.Deserialize<Tensor>(stream)!)
                && RandomTensors.AreSame(tensor, Wire.Serializer.Deserialize<Tensor>(pooled.Slice())!);
        });

    [Fact]
    public void A_slice_is_sent_without_the_rows_around_it()
    {
        var rows = Tensor.Create(Enumerable.Range(0, 100_000).Select(i => (float)i).ToArray(), [1000, 100]);

        var sent = Wire.Serializer.SerializeToArray(rows.Slice(7, 2));

        Assert.InRange(sent.Length, 800, 850);
        Assert.Equal(Enumerable.Range(700, 200).Select(i => (float)i), Wire.Serializer.Deserialize<Tensor>(sent)!.ToArray<float>());
    }

    [Fact]
    public void The_same_tensor_twice_in_a_message_is_sent_once_and_stays_one()
    {
        var tensor = Tensor.Create(new float[1000], [1000]);

        var sent = Wire.Serializer.SerializeToArray((tensor, tensor));
        var (first, second) = Wire.Serializer.Deserialize<(Tensor, Tensor)>(sent);

        Assert.Same(first, second);
        Assert.InRange(sent.Length, 4000, 4100);
    }

    [Fact]
    public void Equal_tensors_that_are_two_stay_two()
    {
        var (first, second) = Wire.RoundTrip((Tensor.Create([1f], [1]), Tensor.Create([1f], [1])));

        Assert.NotSame(first, second);
        Assert.Equal([1f], second.ToArray<float>());
    }

    [Fact]
    public void No_tensor_stays_none() => Assert.Null(Wire.RoundTrip<Tensor?>(null));

    [Fact]
    public void A_tensor_is_found_behind_a_field_that_is_declared_as_object()
    {
        var tensor = Assert.IsType<Tensor>(Wire.RoundTrip<object>(Tensor.Create(["ä", ""], [2])));

        Assert.Equal(["ä", ""], tensor.ToArray<string>());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(500)]
    public void A_tensor_first_met_in_a_field_from_a_newer_version_is_found_where_it_is_referred_to(int paddingLength)
    {
        var tensor = Tensor.Create(Enumerable.Range(0, 100).Select(i => (byte)i).ToArray(), [100]);
        var message = new PooledBuffer();
        using (var session = Wire.NewSession())
        {
            var writer = Writer.Create(message, session);
            new TensorCodec().WriteField(ref writer, 1, typeof(Tensor), Tensor.Create(new byte[paddingLength], [paddingLength]));
            new TensorCodec().WriteField(ref writer, 1, typeof(Tensor), tensor);
            new TensorCodec().WriteField(ref writer, 1, typeof(Tensor), tensor);
            writer.Commit();
            message = writer.Output;
        }

        using (message)
        using (var session = Wire.NewSession())
        {
            var reader = Reader.Create(message.AsReadOnlySequence(), session);
            reader.ConsumeUnknownField(reader.ReadFieldHeader());
            reader.ConsumeUnknownField(reader.ReadFieldHeader());
            var found = new TensorCodec().ReadValue(ref reader, reader.ReadFieldHeader());
            Assert.Equal(tensor.ToArray<byte>(), found!.ToArray<byte>());
        }
    }

    [Fact]
    public void A_call_within_a_silo_shares_the_tensor_instead_of_copying_it()
    {
        var tensor = Tensor.Create([1f, 2f], [2]);
        var request = new InferenceRequest { Model = "m", Inputs = [new("x", tensor)] };
        var response = new InferenceResponse { Model = "m", Version = "1", Outputs = [new("y", tensor)], Worker = default };

        Assert.Same(tensor, Wire.Copier.Copy(tensor));
        Assert.Same(tensor, Wire.Copier.Copy(request).Inputs[0].Tensor);
        Assert.Same(tensor, Wire.Copier.Copy(response).Outputs[0].Tensor);
        Assert.Same(tensor, ((Tensor[])Wire.Copier.Copy<object>(new[] { tensor }))[0]);
    }
}
