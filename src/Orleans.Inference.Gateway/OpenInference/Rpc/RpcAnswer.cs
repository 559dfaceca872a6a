using System.Buffers;
using Google.Protobuf;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Makes the answer to an infer request, always raw. Numbers are not copied: a tensor does not change.</summary>
internal static class RpcAnswer
{
    public static Wire.ModelInferResponse Of(in InferAnswer answer)
    {
        Wire.ModelInferResponse response = new()
        {
            ModelName = answer.Response.Model,
            ModelVersion = answer.Response.Version,
            Id = answer.Call.Id ?? "",
        };
        foreach (var (name, tensor) in answer.Outputs)
        {
            response.Outputs.Add(new Wire.ModelInferResponse.Types.InferOutputTensor
            {
                Name = name,
                Datatype = Datatypes.NameOf(tensor.ElementType),
                Shape = { tensor.Shape.ToArray() },
            });
            response.RawOutputContents.Add(Raw(tensor));
        }

        return response;
    }

    private static ByteString Raw(Tensor tensor)
    {
        if (tensor.ElementType != ElementType.String) return UnsafeByteOperations.UnsafeWrap(tensor.Bytes);
        var size = BinaryTensor.SizeOf(tensor);
        if (size == 0) return ByteString.Empty;
        ArrayBufferWriter<byte> texts = new((int)size);
        foreach (var text in tensor.Utf8Strings) BinaryTensor.WriteText(texts, text.Span);
        return UnsafeByteOperations.UnsafeWrap(texts.WrittenMemory);
    }
}
