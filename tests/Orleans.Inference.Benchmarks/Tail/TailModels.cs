using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Tail;

/// <summary>The models of the benchmark, called and checked.</summary>
internal sealed class TailModels(IInferenceClient client, int threads) : IDisposable
{
    private readonly Dictionary<string, RepositoryModel> _models = [];

    public async Task<InferenceResponse> SendAsync(string name, int request, InferencePriority priority)
    {
        var model = Find(name);
        var response = await client.InferAsync(model.Request(request, priority));
        model.Check(request, response.Outputs.Select(output => output.Tensor));
        return response;
    }

    public void Dispose()
    {
        foreach (var model in _models.Values) model.Dispose();
    }

    private RepositoryModel Find(string name)
    {
        lock (_models)
        {
            if (!_models.TryGetValue(name, out var model)) _models[name] = model = new(SampleModel.Repository, name, threads);
            return model;
        }
    }
}
