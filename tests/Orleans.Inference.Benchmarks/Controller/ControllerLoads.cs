using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>Runs loads over so many connections, each with one request at a time.</summary>
internal sealed class ControllerLoads(Uri gateway, Uri baselines, int workerPort) : IDisposable
{
    private const int Stride = 61; // callers begin at different workers
    private static readonly byte[] Chat = JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = WorkerAddress.ChatModel,
        messages = new[] { new { role = "user", content = "Say something about animals." } },
        max_tokens = 16,
    });
    private readonly Dictionary<(Uri, int), HttpClient> _http = [];
    private readonly HashSet<string>[] _addresses = [.. Enumerable.Range(0, WorkerAddress.Models).Select(model => AddressesOf(model, workerPort))];
    private readonly byte[][] _beats =
        [.. Enumerable.Range(1, WorkerAddress.Workers).Select(worker => JsonSerializer.SerializeToUtf8Bytes(new { worker_name = WorkerAddress.Of(worker, workerPort), queue_length = 0 }))];

    /// <summary>An answer of the controller, for the baseline: the right one for the first model.</summary>
    public static byte[] AnswerFor(int workerPort) => JsonSerializer.SerializeToUtf8Bytes(new { address = WorkerAddress.Of(WorkerAddress.Workers / 2, workerPort) });

    public Task<LoadResult> RunAsync(ControllerWay way, int connections, TimeSpan duration) =>
        new ClosedLoop(CallerPlaces.Pool).RunAsync(connections, duration, caller => CallOf(way, connections, caller));

    public void Dispose()
    {
        foreach (var http in _http.Values) http.Dispose();
    }

    private PostCall CallOf(ControllerWay way, int connections, int caller) => way switch
    {
        ControllerWay.Empty => AddressCall(Http(baselines, connections), Baselines.EmptyPath, model: 0),
        ControllerWay.Address => AddressCall(Http(gateway, connections), "/get_worker_address", caller % WorkerAddress.Models),
        ControllerWay.HeartBeat => new(Http(gateway, connections), "/receive_heart_beat", _beats, caller * Stride, static answer => answer.GetProperty("exist").GetBoolean()),
        ControllerWay.Relay => new(Http(baselines, connections), Baselines.RelayPath, [Chat], 0, static answer => answer.GetProperty("text").ValueEquals(InstantWorkers.Text)),
        _ => new(Http(gateway, connections), "/v1/chat/completions", [Chat], 0, IsChat),
    };

    private PostCall AddressCall(HttpClient http, string path, int model)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = WorkerAddress.ModelName(model) });
        return new(http, path, [body], 0, answer => _addresses[model].Contains(answer.GetProperty("address").GetString()!));
    }

    private static bool IsChat(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueEquals(InstantWorkers.Text);

    private static HashSet<string> AddressesOf(int model, int port) =>
        [.. Enumerable.Range(1, WorkerAddress.Workers).Where(worker => WorkerAddress.ModelOf(worker) == WorkerAddress.ModelName(model)).Select(worker => WorkerAddress.Of(worker, port))];

    private HttpClient Http(Uri server, int connections)
    {
        if (_http.TryGetValue((server, connections), out var known)) return known;
        SocketsHttpHandler handler = new() { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false };
        return _http[(server, connections)] = new(handler) { BaseAddress = server };
    }
}
