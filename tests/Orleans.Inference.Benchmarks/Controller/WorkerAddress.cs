using System.Globalization;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>
/// The addresses of workers that one server is: all of 127.0.0.0/8 is loopback, so that it answers at many. The worker with the number n is at the n-th address.
/// </summary>
internal static class WorkerAddress
{
    public const int Workers = 1000, Models = 10;
    public const string ChatModel = "chat";

    /// <summary>The number of the worker that chats, behind those of the others.</summary>
    public const int ChatWorker = Workers + 1;

    public static string Of(int worker, int port) => $"http://127.0.{worker / 256}.{worker % 256}:{port}";

    /// <summary>What a worker serves; a hundred workers have the same model.</summary>
    public static string ModelOf(int worker) => worker == ChatWorker ? ChatModel : ModelName(worker % Models);

    public static string ModelName(int model) => $"model-{model}";

    /// <summary>The number of the worker that a request was for.</summary>
    public static int Find(string host)
    {
        var parts = host.Split('.');
        return (int.Parse(parts[2], CultureInfo.InvariantCulture) * 256) + int.Parse(parts[3], CultureInfo.InvariantCulture);
    }
}
