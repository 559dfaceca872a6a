namespace Orleans.Inference.Benchmarks.Models;

/// <summary>The models of one repository that callers call, each loaded when it is first asked for.</summary>
/// <param name="repository">A user's repository; <see langword="null"/> for the models beside the program.</param>
/// <param name="threads">Threads of each session.</param>
internal sealed class CalledModels(string? repository, int threads) : IDisposable
{
    private readonly Dictionary<string, ICalledModel> _models = [];

    public ICalledModel this[string name]
    {
        get
        {
            if (!_models.TryGetValue(name, out var model)) _models[name] = model = Load(name);
            return model;
        }
    }

    public void Dispose()
    {
        foreach (var model in _models.Values) model.Dispose();
    }

    private ICalledModel Load(string name) => repository is null ? new DirectSession(SampleModel.Named(name), threads) : new RepositoryModel(repository, name, threads);
}
