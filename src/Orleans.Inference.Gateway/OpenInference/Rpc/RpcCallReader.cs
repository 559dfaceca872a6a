using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Reads an infer request of gRPC. Raw contents are not copied: the tensors take over the memory of the message, which nobody reads or writes afterwards.</summary>
internal static class RpcCallReader
{
    public static InferCall Read(Wire.ModelInferRequest request)
    {
        var parameters = CallParameters.Default;
        foreach (var (name, value) in request.Parameters)
        {
            var parameter = new RpcParameter(name, value);
            parameters = parameters.With(ref parameter);
        }

        return new(request.Id.Length > 0 ? request.Id : null, parameters, ReadInputs(request), ReadOutputs(request.Outputs), []);
    }

    private static ImmutableArray<NamedTensor> ReadInputs(Wire.ModelInferRequest request)
    {
        var isRaw = request.RawInputContents.Count > 0;
        if (isRaw && request.RawInputContents.Count != request.Inputs.Count)
        {
            throw new InvalidInputException("raw_input_contents", $"one for each of the {request.Inputs.Count} inputs", $"{request.RawInputContents.Count}");
        }

        var inputs = ImmutableArray.CreateBuilder<NamedTensor>(request.Inputs.Count);
        var names = new UniqueNames("input");
        foreach (var (index, input) in request.Inputs.Index())
        {
            var subject = input.Name.Length > 0 ? $"input '{input.Name}'" : $"inputs[{index}]";
            if (isRaw && input.Contents is not null) throw new InvalidInputException($"contents of {subject}", "none where there are raw_input_contents", "some");
            foreach (var (name, value) in input.Parameters)
            {
                if (new RpcParameter(name, value).IsNamed(SharedMemory.Region)) throw SharedMemory.Refuse(subject);
            }

            names.Add(input.Name);
            inputs.Add(new(input.Name, ReadTensor(subject, input, isRaw ? request.RawInputContents[index] : null)));
        }

        return inputs.MoveToImmutable();
    }

    private static Tensor ReadTensor(string subject, Wire.ModelInferRequest.Types.InferInputTensor input, ByteString? raw)
    {
        long[] shape = [.. input.Shape];
        var (type, length) = TensorReader.Describe(subject, input.Datatype, shape);
        if (raw is null) return RpcContents.Read(subject, type, shape, length, input.Contents);
        var contents = $"raw_input_contents of {subject}";
        BinaryTensor.CheckSize(contents, type, shape, length, raw.Length);
        return BinaryTensor.Create(contents, type, shape, length, raw.Memory);
    }

    private static ImmutableArray<RequestedOutput> ReadOutputs(RepeatedField<Wire.ModelInferRequest.Types.InferRequestedOutputTensor> requested)
    {
        if (requested.Count == 0) return [];
        var outputs = ImmutableArray.CreateBuilder<RequestedOutput>(requested.Count);
        var names = new UniqueNames("output");
        foreach (var wanted in requested)
        {
            names.Add(wanted.Name);
            var output = new RequestedOutput(wanted.Name);
            foreach (var (name, value) in wanted.Parameters)
            {
                var parameter = new RpcParameter(name, value);
                output = output.With(ref parameter, $"output '{wanted.Name}'");
            }

            outputs.Add(output);
        }

        return outputs.MoveToImmutable();
    }
}
