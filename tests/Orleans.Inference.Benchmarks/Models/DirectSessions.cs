namespace Orleans.Inference.Benchmarks.Models;

/// <summary>A direct session of each model.</summary>
internal sealed class DirectSessions(int threads) : IDisposable
{
    private readonly Dictionary<SampleModel, DirectSession> _sessions = SampleModel.All.ToDictionary(model => model, model => new DirectSession(model, threads));

    public DirectSession this[SampleModel model] => _sessions[model];

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }
}
