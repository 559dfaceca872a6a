using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>The Open Inference Protocol over gRPC: the message's bytes are mutated. The model answers with its inputs.</summary>
internal sealed class InferRpc : FuzzedProtocol
{
    private const int PrefixLength = 5;

    /// <summary>INTERNAL and UNKNOWN tell of a fault of the server, as a 5xx does.</summary>
    private static readonly string[] Faults = ["2", "13"];

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        new ModelInferRequest
        {
            ModelName = "echo",
            Id = "a1",
            Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 2, 3 } } },
            RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([1, 2.5f, -3, 4e9f, 0, 6])) },
        }.ToByteArray(),
        new ModelInferRequest
        {
            ModelName = "echo",
            Parameters = { ["timeout"] = new() { Int64Param = 9_000_000 }, ["priority"] = new() { Uint64Param = 1 } },
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "INT64", Shape = { 3 }, Contents = new() { Int64Contents = { 7, 8, 9 } } },
                new ModelInferRequest.Types.InferInputTensor { Name = "y", Datatype = "BYTES", Shape = { 2 }, Contents = new() { BytesContents = { ByteString.CopyFromUtf8("a"), ByteString.Empty } } },
            },
        }.ToByteArray(),
    ];

    public override HttpRequestMessage Request(byte[] body, Random random)
    {
        var framed = new byte[PrefixLength + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), body.Length);
        body.CopyTo(framed, PrefixLength);
        ByteArrayContent content = new(framed);
        content.Headers.ContentType = new("application/grpc");
        return new(HttpMethod.Post, "/inference.GRPCInferenceService/ModelInfer")
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "TE", "trailers" } },
        };
    }

    public override bool IsRefusal(HttpResponseMessage response, byte[] answer)
    {
        var status = Trailer(response, "grpc-status");
        Assert.False(Faults.Contains(status), $"{status} {ErrorOf(response, [])}");
        return status != "0";
    }

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        var asked = ModelInferRequest.Parser.ParseFrom(sent);
        var answered = ModelInferResponse.Parser.ParseFrom(answer.AsSpan(PrefixLength));
        Assert.Equal(asked.Id, answered.Id);
        if (asked.Outputs.Count > 0) return; // not all were asked for
        Assert.Equal(asked.Inputs.Select(input => (input.Name, input.Datatype, string.Join(',', input.Shape))), answered.Outputs.Select(output => (output.Name, output.Datatype, string.Join(',', output.Shape))));
        if (asked.RawInputContents.Count > 0) Assert.Equal(asked.RawInputContents, answered.RawOutputContents);
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer) => Uri.UnescapeDataString(Trailer(response, "grpc-message"));

    // A call that is refused before it began has them among the headers.
    private static string Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : "";
}
