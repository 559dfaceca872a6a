using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>A batch as a good engineer runs it by hand: rows stacked into a pooled buffer, one run, the answers copied out row by row.</summary>
internal static class DirectBatch
{
    public static Tensor[][] Run(RepositoryModel model, IReadOnlyList<Tensor[]> requests)
    {
        var buffers = new byte[model.InputNames.Length][];
        var pins = new MemoryHandle[buffers.Length];
        var values = new OrtValue[buffers.Length];
        try
        {
            for (var input = 0; input < buffers.Length; input++) values[input] = Stack(requests, input, out buffers[input], out pins[input]);
            using var options = new RunOptions();
            using var outputs = model.Session.Run(options, model.InputNames, values, model.OutputNames);
            return Split(outputs, requests.Count);
        }
        finally
        {
            foreach (var value in values) value?.Dispose();
            foreach (ref var pin in pins.AsSpan()) pin.Dispose();
            foreach (var buffer in buffers.Where(buffer => buffer is not null)) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static unsafe OrtValue Stack(IReadOnlyList<Tensor[]> requests, int input, out byte[] buffer, out MemoryHandle pin)
    {
        var first = requests[0][input];
        var length = first.Bytes.Length;
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length * requests.Count));
        for (var i = 0; i < requests.Count; i++) requests[i][input].Bytes.Span.CopyTo(buffer.AsSpan(i * length));
        pin = buffer.AsMemory().Pin();
        long[] shape = first.Shape.Length == 0 ? [] : [first.Shape[0] * requests.Count, .. first.Shape[1..]];
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)first.ElementType, shape, (nint)pin.Pointer, length * requests.Count);
    }

    private static Tensor[][] Split(IReadOnlyList<OrtValue> outputs, int count)
    {
        var answers = new Tensor[count][];
        for (var i = 0; i < count; i++) answers[i] = new Tensor[outputs.Count];
        for (var output = 0; output < outputs.Count; output++)
        {
            var type = outputs[output].GetTensorTypeAndShape();
            var bytes = outputs[output].GetTensorMutableRawData();
            var length = bytes.Length / count;
            long[] shape = count == 1 ? type.Shape : [type.Shape[0] / count, .. type.Shape[1..]];
            for (var i = 0; i < count; i++) answers[i][output] = Tensor.FromBytes((ElementType)type.ElementDataType, bytes.Slice(i * length, length).ToArray(), shape);
        }

        return answers;
    }
}
