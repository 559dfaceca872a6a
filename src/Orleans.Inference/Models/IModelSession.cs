using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>A loaded copy of a model on a device. Runs may overlap, as many as the device has lanes.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>What executes the model, in the words of the Open Inference Protocol, such as <c>onnxruntime_onnx</c>.</summary>
    string Platform { get; }

    /// <summary>The inputs that a run must be given.</summary>
    ImmutableArray<TensorSpec> Inputs { get; }

    /// <summary>The outputs that a run can give.</summary>
    ImmutableArray<TensorSpec> Outputs { get; }

    /// <summary>What the model's nodes run on, the provider of most nodes first; empty where the backend does not tell.</summary>
    ImmutableArray<string> ExecutionProviders { get; }

    /// <summary>The bytes of the device's memory that it takes; 0, the default, where the backend does not tell: then it is taken to be as large as its files.</summary>
    long MemoryBytes => 0;

    /// <summary>
    /// Whether a run may hang: it waits for something that is not in the process, such as a driver. <see langword="true"/> by default. Runs that never hang and take
    /// microseconds are done in the turn of the grain that was called; a run that hung there would take the grain with it.
    /// </summary>
    bool MayHang => true;

    /// <summary>Runs the model once and blocks until it is done. Called on a lane's own thread.</summary>
    /// <param name="inputs">
    /// One tensor an input, in the order of <see cref="Inputs"/>, checked against them. Their memory may be pooled: nothing may hold on to it after the return.
    /// </param>
    /// <param name="outputs">Which outputs are wanted, as indexes into <see cref="Outputs"/>.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more: a session that can ends the run early. Given with runs that take long.</param>
    /// <returns>One tensor an output wanted, in that order, owning its memory.</returns>
    /// <exception cref="OperationCanceledException">The run was ended early.</exception>
    Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken = default);
}
