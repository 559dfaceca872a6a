using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Net.Client;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>Calls a model over gRPC with raw tensors.</summary>
internal sealed class RpcCall(GrpcChannel channel, DirectSession direct, int caller) : ICall
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(channel);
    private readonly ExpectedAnswer _expected = direct.ExpectedAnswer(caller);
    private readonly ModelInferRequest _request = new()
    {
        ModelName = direct.Model.Name,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = direct.InputName, Datatype = "FP32", Shape = { direct.Model.Shape } } },
        RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes(direct.Model.InputOf(caller).AsSpan())) },
    };

    private ModelInferResponse? _answer;

    public async Task SendAsync() => _answer = await _client.ModelInferAsync(_request);

    public void Check() => _expected.Check(MemoryMarshal.Cast<byte, float>(_answer!.RawOutputContents[0].Span));

    public void Dispose()
    {
    }
}
