using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Clients;

/// <summary>Calls through an Orleans client that can be replaced by a new one while calls are under way.</summary>
internal sealed class ConnectedCaller(Func<Task<ExternalClient>> connect, Func<ExternalClient, ICaller> makeCaller) : ICaller, IAsyncDisposable
{
    private readonly Queue<ExternalClient> _clients = [];
    private volatile ICaller? _caller;

    public string Name => _caller!.Name;

    public async Task ConnectAsync()
    {
        var client = await connect();
        _clients.Enqueue(client);
        _caller = makeCaller(client);
        // The last one still has calls under way; the one before it has none.
        while (_clients.Count > 2) await _clients.Dequeue().DisposeAsync();
    }

    public Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        _caller!.CallAsync(command, timeout, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }
}
