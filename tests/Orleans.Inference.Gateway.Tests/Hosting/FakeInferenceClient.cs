using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Stands in for a cluster: answers every model with its inputs unless told otherwise, and remembers what it was asked.</summary>
internal sealed class FakeInferenceClient : IInferenceClient, IInferenceReadiness
{
    public ConcurrentQueue<InferenceRequest> Requests { get; } = [];

    public ImmutableArray<ModelMetadata> Models { get; set; } = [Metadata("echo", "2"), Metadata("echo", "1"), Metadata("other", "1")];

    public Func<InferenceRequest, CancellationToken, Task<InferenceResponse>> Infer { get; set; } =
        (request, _) => Task.FromResult(Echo(request));

    public Func<string, string?, ModelMetadata>? Lookup { get; set; }

    public string? Missing { get; set; }

    public static ModelMetadata Metadata(string name, string version) => new()
    {
        Name = name,
        Version = version,
        Platform = "onnxruntime_onnx",
        Inputs = [new("x", ElementType.Float32, [new(-1, "batch"), new(3)])],
        Outputs = [new("x", ElementType.Float32, [new(-1, "batch"), new(3)])],
    };

    public static InferenceResponse Echo(InferenceRequest request) => Answer(request, [.. request.Inputs]);

    public static InferenceResponse Answer(InferenceRequest request, params NamedTensor[] outputs) => new()
    {
        Model = request.Model,
        Version = request.Version ?? "2",
        Outputs = [.. outputs],
        Worker = default,
    };

    public void AnswerWith(Tensor tensor) => Infer = (request, _) => Task.FromResult(Answer(request, new NamedTensor("y", tensor)));

    public void FailOnce(Exception exception) => Infer = (_, _) =>
    {
        Infer = (request, _) => Task.FromResult(Echo(request));
        return Task.FromException<InferenceResponse>(exception);
    };

    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Enqueue(request);
        return Infer(request, cancellationToken);
    }

    /// <summary>What was asked to be loaded and unloaded.</summary>
    public ConcurrentQueue<(string Model, ModelScope? Scope, bool IsLoad)> Changes { get; } = [];

    public ImmutableArray<ModelOutcome> Outcomes { get; set; } = [];

    public Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, ModelScope? scope = null, IProgress<ModelOutcome>? progress = null, CancellationToken cancellationToken = default)
    {
        Changes.Enqueue((model, scope, true));
        return Task.FromResult(Outcomes);
    }

    public Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, ModelScope? scope = null, IProgress<ModelOutcome>? progress = null, CancellationToken cancellationToken = default)
    {
        Changes.Enqueue((model, scope, false));
        return Task.FromResult(Outcomes);
    }

    public ValueTask<ModelMetadata> GetModelAsync(string model, string? version = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Lookup?.Invoke(model, version)
            ?? Models.FirstOrDefault(served => served.Name == model && (version is null || served.Version == version))
            ?? throw new ModelNotFoundException(model, version, [.. Models.Select(served => served.Name).Distinct()]));

    /// <summary>The models that their first request would load.</summary>
    public ImmutableArray<string> OnDemand { get; set; } = [];

    public async ValueTask CheckReadyAsync(string model, string? version = null, CancellationToken cancellationToken = default)
    {
        if (!OnDemand.Contains(model)) await GetModelAsync(model, version, cancellationToken);
    }

    public ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Models);

    public ImmutableArray<ModelStatistics> Statistics { get; set; } = [];

    public async Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model = null, string? version = null, CancellationToken cancellationToken = default)
    {
        if (model is not null) await CheckReadyAsync(model, version, cancellationToken);
        return [.. Statistics.Where(known => (model is null || known.Model.Name == model) && (version is null || known.Model.Version == version))];
    }

    public ConcurrentDictionary<string, ModelAlias> Aliases { get; } = new(StringComparer.Ordinal);

    public Exception? AliasProblem { get; set; }

    public Task SetAliasAsync(ModelAlias alias, CancellationToken cancellationToken = default)
    {
        if (AliasProblem is not null) return Task.FromException(AliasProblem);
        Aliases[alias.Name] = alias;
        return Task.CompletedTask;
    }

    public Task<bool> RemoveAliasAsync(string name, CancellationToken cancellationToken = default) =>
        AliasProblem is null ? Task.FromResult(Aliases.TryRemove(name, out _)) : Task.FromException<bool>(AliasProblem);

    public ValueTask<ImmutableArray<ModelAlias>> ListAliasesAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ImmutableArray<ModelAlias>>([.. Aliases.Values.OrderBy(alias => alias.Name, StringComparer.Ordinal)]);
}
