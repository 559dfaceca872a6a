using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Execution;

/// <summary>A model loaded by ONNX Runtime on one thread with its default optimisations, to verify what was written.</summary>
internal sealed class SingleThreadSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    public SingleThreadSession(OnnxModel model)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        _session = new(model.ToBytes(), options);
    }

    public float[] Run(float[] input, params long[] shape)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var outputs = Run(value);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public string[] Run(string[] input)
    {
        using var value = OrtValue.CreateFromStringTensor(new DenseTensor<string>(input, [input.Length]));
        using var outputs = Run(value);
        return outputs[0].GetStringTensorAsArray();
    }

    /// <summary>The median time of a run in microseconds, after a warm-up.</summary>
    public double MedianTime(float[] input, params long[] shape)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        var times = new double[400];
        for (var i = -50; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(value).Dispose();
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        times.Sort();
        return times[times.Length / 2];
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue input) =>
        _session.Run(_options, _session.InputNames, [input], _session.OutputNames);
}
