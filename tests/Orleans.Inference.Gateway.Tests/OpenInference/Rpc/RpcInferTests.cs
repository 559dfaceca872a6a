using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Gateway.Tests.Rpc;

public sealed class RpcInferTests : RpcTests
{
    [Theory]
    [InlineData("BOOL", 1, ElementType.Bool)]
    [InlineData("UINT8", 1, ElementType.UInt8)]
    [InlineData("UINT16", 2, ElementType.UInt16)]
    [InlineData("UINT32", 4, ElementType.UInt32)]
    [InlineData("UINT64", 8, ElementType.UInt64)]
    [InlineData("INT8", 1, ElementType.Int8)]
    [InlineData("INT16", 2, ElementType.Int16)]
    [InlineData("INT32", 4, ElementType.Int32)]
    [InlineData("INT64", 8, ElementType.Int64)]
    [InlineData("FP16", 2, ElementType.Float16)]
    [InlineData("BF16", 2, ElementType.BFloat16)]
    [InlineData("FP32", 4, ElementType.Float32)]
    [InlineData("FP64", 8, ElementType.Float64)]
    public async Task Every_datatype_goes_there_and_back_raw(string datatype, int size, ElementType type)
    {
        var data = Enumerable.Range(0, 3 * size).Select(i => (byte)(datatype == "BOOL" ? i % 2 : i * 37)).ToArray();
        var answer = await InferAsync(Request(datatype, [3], data));
        Assert.Equal(data, Assert.Single(answer.RawOutputContents).ToByteArray());
        var output = Assert.Single(answer.Outputs);
        Assert.Equal((datatype, "x"), (output.Datatype, output.Name));
        Assert.Equal([3], output.Shape);
        Assert.Null(output.Contents);
        Assert.Equal((type, 3L), (Client.Requests.Single().Inputs[0].Tensor.ElementType, Client.Requests.Single().Inputs[0].Tensor.Length));
    }

    [Fact]
    public async Task Every_datatype_has_typed_contents()
    {
        (string Datatype, InferTensorContents Contents, byte[] Expected)[] cases =
        [
            ("BOOL", new() { BoolContents = { true, false } }, [1, 0]),
            ("INT8", new() { IntContents = { -128, 127 } }, [0x80, 0x7F]),
            ("INT16", new() { IntContents = { -2, 3 } }, Bytes<short>(-2, 3)),
            ("INT32", new() { IntContents = { int.MinValue, 1 } }, Bytes(int.MinValue, 1)),
            ("INT64", new() { Int64Contents = { long.MinValue, 1 } }, Bytes(long.MinValue, 1)),
            ("UINT8", new() { UintContents = { 0, 255 } }, [0, 255]),
            ("UINT16", new() { UintContents = { 0, 65535 } }, Bytes<ushort>(0, 65535)),
            ("UINT32", new() { UintContents = { uint.MaxValue, 1 } }, Bytes(uint.MaxValue, 1u)),
            ("UINT64", new() { Uint64Contents = { ulong.MaxValue, 1 } }, Bytes(ulong.MaxValue, 1ul)),
            ("FP32", new() { Fp32Contents = { float.NaN, 0.1f } }, Bytes(float.NaN, 0.1f)),
            ("FP64", new() { Fp64Contents = { double.NegativeInfinity, 0.1 } }, Bytes(double.NegativeInfinity, 0.1)),
            ("BYTES", new() { BytesContents = { ByteString.CopyFrom(0xFF, 0), ByteString.Empty } }, BinaryBody.Texts([0xFF, 0], [])),
        ];
        foreach (var (datatype, contents, expected) in cases)
        {
            var answer = await InferAsync(Typed(datatype, [2], contents));
            Assert.Equal(expected, answer.RawOutputContents[0].ToByteArray());
            Assert.Equal(datatype, answer.Outputs[0].Datatype);
        }
    }

    [Fact]
    public async Task Any_bytes_are_a_text()
    {
        var data = BinaryBody.Texts([], [0xFF, 0xFE, 0], "grün"u8.ToArray());
        var answer = await InferAsync(Request("BYTES", [3], data));
        Assert.Equal(data, answer.RawOutputContents[0].ToByteArray());
    }

    [Fact]
    public async Task A_large_tensor_goes_there_and_back()
    {
        var data = new byte[35 * 1024 * 1024]; // more than the web server would take
        Random.Shared.NextBytes(data);
        var answer = await InferAsync(Request("UINT8", [data.Length], data));
        Assert.True(answer.RawOutputContents[0].Span.SequenceEqual(data));
    }

    [Fact]
    public async Task What_the_request_says_is_heard()
    {
        var request = Singles(1, 3, 2);
        request.ModelVersion = "1";
        request.Id = "seven";
        request.Parameters.Add("timeout", new() { Int64Param = 1500 });
        request.Parameters.Add("priority", new() { Uint64Param = 1 });
        request.Parameters.Add("affinity_key", new() { StringParam = "ada" });
        request.Parameters.Add("hedge", new() { BoolParam = true });
        request.Parameters.Add("mine", new() { DoubleParam = 1.5 });
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "x", Parameters = { ["classification"] = new() { Int64Param = 1 } } });
        var answer = await InferAsync(request);
        Assert.Equal(("echo", "1", "seven"), (answer.ModelName, answer.ModelVersion, answer.Id));
        Assert.Equal(BinaryBody.Texts("3.000000:1"u8.ToArray()), answer.RawOutputContents[0].ToByteArray());
        var heard = Client.Requests.Single();
        Assert.Equal((TimeSpan.FromMilliseconds(1.5), InferencePriority.Interactive, "ada", true), (heard.Timeout, heard.Priority, heard.AffinityKey, heard.Hedge));
        Assert.Equal(["x"], heard.Outputs);
    }

    [Fact]
    public async Task The_deadline_is_the_timeout()
    {
        await Rpc.ModelInferAsync(Singles(1), deadline: DateTime.UtcNow.AddSeconds(20), cancellationToken: Cancellation);
        Assert.InRange(Client.Requests.Single().Timeout!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_cancelled()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously), ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Client.Infer = async (request, token) =>
        {
            await using var registration = token.Register(ended.SetResult);
            began.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeInferenceClient.Echo(request);
        };
        using CancellationTokenSource giveUp = new();
        var call = Rpc.ModelInferAsync(Singles(1), cancellationToken: giveUp.Token).ResponseAsync;
        await began.Task.WaitAsync(Cancellation);
        await giveUp.CancelAsync();
        await ended.Task.WaitAsync(Cancellation);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    [Theory]
    [InlineData("FP32", 3, 8, "raw_input_contents of input 'x': expected 12 bytes as the shape [3] of FP32 asks for, given 8")]
    [InlineData("FP32", 3, 16, "expected 12 bytes")]
    [InlineData("FP32", -1, 4, "shape of input 'x'", "negative")]
    [InlineData("FP64", long.MaxValue, 8, "expected 73786976294838206456 bytes")]
    [InlineData("FLOAT", 1, 4, "datatype of input 'x'", "'FLOAT'")]
    [InlineData("BOOL", 4, 4, "input 'x' at element 1: expected 0 or 1 (BOOL), given 2")]
    [InlineData("BYTES", 1, 4, "input 'x' at element 0: expected 67305985 bytes, given 0", "")]
    public async Task What_does_not_fit_is_refused(string datatype, long length, int bytes, params string[] parts)
    {
        byte[] data = [1, 2, 3, 4, .. new byte[20]];
        await RefusedAsync(Request(datatype, [length], data.AsSpan(0, bytes)), StatusCode.InvalidArgument, parts);
    }

    [Fact]
    public async Task What_is_said_otherwise_than_the_protocol_has_it_is_refused()
    {
        var mixed = Singles(1);
        mixed.Inputs[0].Contents = new() { Fp32Contents = { 1 } };
        await RefusedAsync(mixed, StatusCode.InvalidArgument, "contents of input 'x': expected none where there are raw_input_contents");

        var few = Singles(1);
        few.Inputs.Add(new ModelInferRequest.Types.InferInputTensor(few.Inputs[0]) { Name = "y" });
        await RefusedAsync(few, StatusCode.InvalidArgument, "raw_input_contents: expected one for each of the 2 inputs, given 1");

        var twice = Singles(1);
        twice.Inputs.Add(few.Inputs[0].Clone());
        twice.RawInputContents.Add(twice.RawInputContents[0]);
        await RefusedAsync(twice, StatusCode.InvalidArgument, "input 'x': expected each input once");

        await RefusedAsync(Typed("FP32", [2], new() { Fp32Contents = { 1 } }), StatusCode.InvalidArgument, "fp32_contents of input 'x': expected 2 elements", "given 1");
        await RefusedAsync(Typed("FP32", [1], new() { Fp64Contents = { 1 } }), StatusCode.InvalidArgument, "fp32_contents of input 'x'", "given 0");
        await RefusedAsync(Typed("INT8", [1], new() { IntContents = { 128 } }), StatusCode.InvalidArgument, "int_contents of input 'x' at element 0: expected an integer from -128 to 127, given 128");
        await RefusedAsync(Typed("FP16", [1], new()), StatusCode.InvalidArgument, "FP16", "raw_input_contents");

        var sequence = Singles(1);
        sequence.Parameters.Add("sequence_id", new() { StringParam = "a" });
        await RefusedAsync(sequence, StatusCode.InvalidArgument, "parameter 'sequence_id'", "sequences are not supported");

        var timeout = Singles(1);
        timeout.Parameters.Add("timeout", new() { Int64Param = -5 });
        await RefusedAsync(timeout, StatusCode.InvalidArgument, "parameter 'timeout'", "given -5");

        var region = Singles(1);
        region.Inputs[0].Parameters.Add("shared_memory_region", new() { StringParam = "r" });
        await RefusedAsync(region, StatusCode.InvalidArgument, "shared_memory_region", "not supported");
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused()
    {
        await RefusedAsync(Request("UINT8", [41 * 1024 * 1024], new byte[41 * 1024 * 1024]), StatusCode.ResourceExhausted);
    }

    private static byte[] Bytes<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
