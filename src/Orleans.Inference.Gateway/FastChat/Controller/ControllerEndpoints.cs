using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.External;
using Orleans.Inference.Gateway.FastChat.Errors;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>What workers tell FastChat's controller.</summary>
internal sealed class ControllerEndpoints(IGrainFactory grains, RouteTableSubscription subscription, RegistrationPermission permission, TimeProvider timeProvider)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxWorkers = 10_000;
    private const double MaxSpeed = 1e9;
    private static readonly TimeSpan RegistrationPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RefreshPatience = TimeSpan.FromSeconds(5);
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] Exists = """{"exist":true}"""u8.ToArray();
    private static readonly byte[] ExistsNot = """{"exist":false}"""u8.ToArray();
    private static readonly byte[] Success = "\"success\""u8.ToArray();
    private readonly Lock _gate = new();
    private Task? _refresh;

    public static Task TestConnectionAsync(HttpContext context) => RawJson.WriteAsync(context, Success);

    public async Task RegisterAsync(HttpContext context)
    {
        if (permission.FindRefusal(context) is { } refusal)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var registration = Read(await JsonFields.ReadAsync(context, MaxBytes));
        CheckRoom(registration.Url);
        using var limit = Limit(context, RegistrationPatience);
        var result = await AtGrainAsync(() => grains.GetExternalWorker(registration.Url).RegisterAsync(registration, limit.Token), limit.Token);
        if (result.Outcome == RegistrationOutcome.Registered)
        {
            await subscription.RenewAsync(context.RequestAborted); // who registered is in the next list
            await RawJson.WriteAsync(context, Null);
        }
        else if (result.Outcome == RegistrationOutcome.NotAllowed)
        {
            await RefuseAsync(context, $"The worker {registration.Url} may not be registered: {result.Reason}.");
        }
        else
        {
            throw new BadHttpRequestException($"The worker {registration.Url} was not registered: it was to be asked for its models, and {result.Reason}.", StatusCodes.Status502BadGateway);
        }
    }

    public async Task HeartBeatAsync(HttpContext context)
    {
        if (permission.FindRefusal(context) is { } refusal)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var fields = await JsonFields.ReadAsync(context, MaxBytes);
        var (name, queueLength) = (fields.Text("worker_name"), fields.FindInteger("queue_length", 0, int.MaxValue) ?? 0);
        var isKnown = false;
        if (WorkerUrl.TryRead(name) is { } url)
        {
            using var limit = Limit(context, RefreshPatience);
            isKnown = await AtGrainAsync(() => grains.GetExternalWorker(url).HeartBeatAsync(queueLength, limit.Token), limit.Token);
        }

        await RawJson.WriteAsync(context, isKnown ? Exists : ExistsNot);
    }

    /// <summary>All workers are asked at once; the table stays as it is meanwhile. Callers that ask at the same time share one refresh.</summary>
    public async Task RefreshAsync(HttpContext context)
    {
        Task refresh;
        lock (_gate) refresh = _refresh is { IsCompleted: false } running ? running : _refresh = RefreshOnceAsync();
        await refresh.WaitAsync(context.RequestAborted);
        await RawJson.WriteAsync(context, Null);
    }

    private async Task RefreshOnceAsync()
    {
        using var limit = new CancellationTokenSource(RefreshPatience, timeProvider);
        await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).RefreshAsync(limit.Token).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscription.RenewAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static ExternalWorkerRegistration Read(JsonFields fields)
    {
        var name = fields.Text("worker_name");
        var url = WorkerUrl.TryRead(name) ?? throw new InvalidInputException("worker_name", WorkerUrl.Expected, name.Length > 200 ? $"{name[..200]}…" : name);
        var (checksHeartBeat, isMultimodal) = (fields.Flag("check_heart_beat"), fields.FindFlag("multimodal") ?? false);
        var registration = new ExternalWorkerRegistration { Url = url, ChecksHeartBeat = checksHeartBeat, IsMultimodal = isMultimodal };
        if (fields.Find("worker_status") is not { } status) return registration;
        var models = status.Texts("model_names");
        CheckModels(models);
        var speed = status.FindNumber("speed") ?? 1;
        if (speed < 0 || speed > MaxSpeed) throw new InvalidInputException("speed", $"from 0 to {MaxSpeed}", $"{speed}");
        // A speed of 0 is one that nobody gave.
        return registration with { Models = models, Speed = speed > 0 ? speed : 1, QueueLength = status.FindInteger("queue_length", 0, int.MaxValue) ?? 0 };
    }

    private static void CheckModels(ImmutableArray<string> models)
    {
        if (models.Length > ExternalWorkerRegistration.MaxModels)
            throw new InvalidInputException("model_names", $"at most {ExternalWorkerRegistration.MaxModels} names", $"{models.Length}");
        foreach (var model in models)
        {
            if (model.Length is 0 or > ExternalWorkerRegistration.MaxModelLength)
                throw new InvalidInputException("model_names", $"names of 1 to {ExternalWorkerRegistration.MaxModelLength} characters", $"one of {model.Length}");
        }
    }

    private void CheckRoom(string url)
    {
        var known = HeldExternalWorkers.Of(subscription.Table);
        if (known.Length < MaxWorkers || known.Any(worker => worker.Url == url)) return;
        throw new BadHttpRequestException($"There are {known.Length} external workers, and at most {MaxWorkers} are taken.", StatusCodes.Status507InsufficientStorage);
    }

    private static async Task<T> AtGrainAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitAsync(cancellationToken);
        }
        catch (ArgumentException exception)
        {
            // How Orleans says that no silo of the cluster has the grain's class.
            throw new BadHttpRequestException("No silo that can hold external workers is in the cluster.", StatusCodes.Status503ServiceUnavailable, exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new BadHttpRequestException("The cluster did not answer in time; ask again in a moment.", StatusCodes.Status503ServiceUnavailable, exception);
        }
    }

    private static CancellationTokenSource Limit(HttpContext context, TimeSpan patience)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(patience);
        return limit;
    }

    private static Task RefuseAsync(HttpContext context, string message) =>
        FastChatForm.AnswerAsync(context, StatusCodes.Status403Forbidden, FastChatError.NotAllowed(message));
}
