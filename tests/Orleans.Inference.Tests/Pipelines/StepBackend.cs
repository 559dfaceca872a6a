using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

/// <summary>A backend whose models are C# functions that the test gives, and that knows what they were run on.</summary>
internal sealed class StepBackend : IModelBackend
{
    private readonly ConcurrentDictionary<string, Func<IModelSession>> _models = new();
    private readonly ConcurrentQueue<(string Model, string Inputs, int Outputs)> _runs = new();

    public string Name => "steps";

    /// <summary>Is called before a run, on the lane's thread.</summary>
    public Action<string>? Running { get; set; }

    /// <summary>How long a load takes.</summary>
    public Func<string, CancellationToken, Task> Loading { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>A model of whole numbers, from <c>x</c> to <c>y</c>.</summary>
    public StepBackend With(string name, Func<long, long> run) => With(name, ["x Int64[batch]"], ["y Int64[batch]"], inputs =>
        [Tensor.Create(Array.ConvertAll(inputs[0].ToArray<long>(), value => run(value)), inputs[0].Shape)]);

    public StepBackend With(string name, string[] inputs, string[] outputs, Func<Tensor[], Tensor[]> run)
    {
        _models[name] = () => new Session(this, name, Specs.Of(inputs), Specs.Of(outputs), run);
        return this;
    }

    /// <summary>The inputs of a model's runs so far.</summary>
    public IReadOnlyList<string> RunsOf(string model) => [.. _runs.Where(run => run.Model == model).Select(run => run.Inputs)];

    /// <summary>How many outputs were asked of a model's last run.</summary>
    public int LastOutputsOf(string model) => _runs.Last(run => run.Model == model).Outputs;

    /// <summary>Forgets the runs so far, such as those of the warm-up.</summary>
    public void Forget() => _runs.Clear();

    public async Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken)
    {
        await Loading(model.Name, cancellationToken);
        return _models[model.Name]();
    }

    private sealed class Session(StepBackend backend, string name, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs, Func<Tensor[], Tensor[]> run) : IModelSession
    {
        private int _isDisposed;

        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs => inputs;

        public ImmutableArray<TensorSpec> Outputs => outputs;

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            backend._runs.Enqueue((name, string.Join(' ', inputs.ToArray().Select(input => input.ToString())), outputs.Length));
            backend.Running?.Invoke(name);
            var all = run(inputs.ToArray());
            return [.. outputs.ToArray().Select(output => all[output])];
        }

        public void Dispose() => Volatile.Write(ref _isDisposed, 1);
    }
}
