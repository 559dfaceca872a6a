using System.Collections.Immutable;
using System.Net;
using CsCheck;

namespace Orleans.Inference.Tests.Tensors;

public sealed class RequestsOnTheWireTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.String[0, 300], Gen.Const("größer 🦜"));

    private static readonly Gen<NamedTensor[]> Tensors = Gen.Select(
        Text, Gen.Enum<ElementType>().SelectMany(type => Gen.Long[0, 3].Array[0, 3].SelectMany(shape => RandomTensors.Of(type, shape))), (name, tensor) => new NamedTensor(name, tensor)).Array[0, 4];

    private static readonly Gen<InferenceRequest> Requests =
        Gen.Select(Text, Text.Null(), Tensors, Text.Array[0, 3], Gen.Long[-5, long.MaxValue - 1].Nullable(), Gen.Enum<InferencePriority>(), Gen.Bool.Nullable(), Text.Null())
            .Select((model, version, inputs, outputs, ticks, priority, hedge, key) => new InferenceRequest
            {
                Model = model,
                Version = version,
                Inputs = [.. inputs],
                Outputs = [.. outputs],
                Timeout = ticks is { } some ? TimeSpan.FromTicks(some) : null,
                Priority = priority,
                Hedge = hedge,
                DispatchPolicy = version,
                AffinityKey = key,
            });

    private static readonly Gen<InferenceResponse> Responses =
        Gen.Select(Text, Tensors, Gen.Byte.Array[4], Gen.Int[0, 65535], Gen.Int, Gen.Long[0, long.MaxValue], Gen.Double)
            .Select((text, outputs, address, port, number, ticks, speed) => new InferenceResponse
            {
                Model = text,
                Version = text,
                Outputs = [.. outputs],
                Worker = new(SiloAddress.New(new IPAddress(address), port, number), text),
                Load = new(number, speed),
                QueueTime = TimeSpan.FromTicks(ticks),
                ExecutionTime = TimeSpan.FromTicks(ticks / 3),
            });

    [Fact]
    public void A_request_arrives_as_it_was() => Requests.Sample(sent =>
    {
        var arrived = Wire.RoundTrip(sent);
        return (arrived.Model, arrived.Version, arrived.Timeout, arrived.Priority, arrived.Hedge, arrived.DispatchPolicy, arrived.AffinityKey)
                == (sent.Model, sent.Version, sent.Timeout, sent.Priority, sent.Hedge, sent.DispatchPolicy, sent.AffinityKey)
            && arrived.Outputs.SequenceEqual(sent.Outputs)
            && AreSame(sent.Inputs, arrived.Inputs);
    }, iter: 500);

    [Fact]
    public void A_response_arrives_as_it_was() => Responses.Sample(sent =>
    {
        var arrived = Wire.RoundTrip(sent);
        return (arrived.Model, arrived.Version, arrived.Worker, arrived.QueueTime, arrived.ExecutionTime) == (sent.Model, sent.Version, sent.Worker, sent.QueueTime, sent.ExecutionTime)
            && arrived.Load.QueueLength == sent.Load.QueueLength
            && arrived.Load.Speed.Equals(sent.Load.Speed)
            && AreSame(sent.Outputs, arrived.Outputs);
    }, iter: 500);

    [Fact]
    public void Terms_arrive_as_they_were() => Gen.Select(Gen.Long, Gen.Bool, Gen.Bool, Gen.Long, Gen.Long).Sample((ticks, moves, idle, connection, id) =>
    {
        var sent = new AttemptTerms(TimeSpan.FromTicks(ticks), moves, idle, new(connection, id));
        return Wire.RoundTrip(sent) == sent;
    });

    [Fact]
    public void What_a_caller_left_out_arrives_as_left_out()
    {
        var arrived = Wire.RoundTrip(new InferenceRequest { Model = "m", Inputs = [new("x", null!)] });

        Assert.Null(arrived.Inputs[0].Tensor);
        Assert.True(Wire.RoundTrip(new InferenceRequest { Model = "m", Inputs = default }).Inputs.IsEmpty);
        Assert.Null(Wire.RoundTrip<InferenceRequest?>(null));
        Assert.Null(Wire.RoundTrip(new InferenceResponse { Model = "m", Version = "1", Outputs = [], Worker = default }).Worker.Silo);
    }

    [Fact]
    public void The_same_request_twice_is_the_same_afterwards()
    {
        var request = new InferenceRequest { Model = "m", Inputs = [] };

        var arrived = Wire.RoundTrip(new[] { request, request });

        Assert.Same(arrived[0], arrived[1]);
    }

    [Fact]
    public void Cut_short_it_is_an_error_and_never_read_beyond()
    {
        Gen.Select(Requests, Gen.Double[0, 1]).Sample((request, part) => FailsWhenCut<InferenceRequest>(Wire.Serializer.SerializeToArray(request), part), iter: 300);
        Gen.Select(Responses, Gen.Double[0, 1]).Sample((response, part) => FailsWhenCut<InferenceResponse>(Wire.Serializer.SerializeToArray(response), part), iter: 300);
    }

    [Fact]
    public void Changed_in_any_byte_it_is_read_as_something_or_is_an_error_and_allocates_little() =>
        Gen.Select(Requests, Gen.Double[0, 1], Gen.Byte).Sample((request, place, value) =>
        {
            var bytes = Wire.Serializer.SerializeToArray(request);
            bytes[(int)((bytes.Length - 1) * place)] = value;
            var before = GC.GetAllocatedBytesForCurrentThread();
            TryRead<InferenceRequest>(bytes);
            return GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000;
        }, iter: 2000, threads: 1);

    private static bool FailsWhenCut<T>(byte[] bytes, double part) => !TryRead<T>(bytes.AsMemory(0, (int)((bytes.Length - 1) * part)));

    private static bool TryRead<T>(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Wire.Serializer.Deserialize<T>(Wire.Cut(bytes, 7));
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
    }

    private static bool AreSame(ImmutableArray<NamedTensor> sent, ImmutableArray<NamedTensor> arrived) =>
        sent.Length == arrived.Length && sent.Zip(arrived).All(pair => pair.First.Name == pair.Second.Name && RandomTensors.AreSame(pair.First.Tensor, pair.Second.Tensor));
}
