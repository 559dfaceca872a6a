using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>One run of a session: what it reads and writes stays pinned until this is disposed.</summary>
internal sealed class SessionRun(InferenceSession session, int capacity) : IDisposable
{
    // A binding, and not one of the Run methods, because only it mixes outputs in our memory with outputs that ONNX Runtime allocates.
    private readonly OrtIoBinding _binding = session.CreateIoBinding();
    private readonly MemoryHandle[] _pins = new MemoryHandle[capacity];
    private int _pinned;

    public void BindInput(string name, Tensor input)
    {
        // The binding keeps the value; this is only its handle.
        using var value = input.ToValue(ref _pins[_pinned++]);
        _binding.BindInput(name, value);
    }

    /// <summary>Lets ONNX Runtime write an output into a tensor of ours, which nobody has seen yet.</summary>
    public void BindOutput(string name, Tensor target)
    {
        using var value = target.ToValue(ref _pins[_pinned++]);
        _binding.BindOutput(name, value);
    }

    /// <summary>Lets ONNX Runtime allocate an output.</summary>
    public void BindOutput(string name) => _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);

    public void Execute(RunOptions options) => session.RunWithBinding(options, _binding);

    /// <summary>The outputs in the order in which they were bound.</summary>
    public IDisposableReadOnlyCollection<OrtValue> GetOutputs() => _binding.GetOutputValues();

    public void Dispose()
    {
        _binding.Dispose();
        foreach (ref var pin in _pins.AsSpan(0, _pinned)) pin.Dispose();
    }
}
