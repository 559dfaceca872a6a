using System.Diagnostics.Metrics;
using Orleans.Inference.Failover;

namespace Orleans.Inference.Diagnostics;

/// <summary>What a router counts. Costs a look at a flag where nobody listens.</summary>
internal sealed class RouterInstruments
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _shadowRequests;
    private readonly Counter<long> _aliasFallbacks;

    public RouterInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(InferenceMetrics.MeterName);
        _requests = meter.CreateCounter<long>(InferenceMetrics.Requests, "{request}", "Calls that ended.");
        _retries = meter.CreateCounter<long>(InferenceMetrics.Retries, "{attempt}", "Attempts that failed and were repeated.");
        _ejections = meter.CreateCounter<long>(InferenceMetrics.Ejections, "{worker}", "Workers that are suspected, and left out of the choice until they answer.");
        _shadowRequests = meter.CreateCounter<long>(InferenceMetrics.ShadowRequests, "{request}", "Copies of requests to shadows.");
        _aliasFallbacks = meter.CreateCounter<long>(InferenceMetrics.AliasFallbacks, "{request}", "Requests to aliases that went to another target than the one chosen, which nobody serves.");
    }

    /// <summary>Whether anybody wants to know how calls end.</summary>
    public bool CountsRequests => _requests.Enabled;

    /// <summary>A call ended.</summary>
    /// <param name="model">What was called; <see langword="null"/> for what nobody serves.</param>
    /// <param name="outcome">How it ended.</param>
    public void Ended(ModelKey? model, string outcome)
    {
        if (model is { } known) _requests.Add(1, new(InferenceMetrics.ModelTag, known.Name), new(InferenceMetrics.VersionTag, known.Version), new(InferenceMetrics.OutcomeTag, outcome));
        else _requests.Add(1, new KeyValuePair<string, object?>(InferenceMetrics.OutcomeTag, outcome));
    }

    /// <summary>An attempt failed and is repeated.</summary>
    public void Retried(ModelKey model, Exception failure, Verdict verdict)
    {
        if (!_retries.Enabled) return;
        _retries.Add(1, new(InferenceMetrics.ModelTag, model.Name), new(InferenceMetrics.VersionTag, model.Version), new(InferenceMetrics.CauseTag, CauseOf(failure, verdict)));
    }

    /// <summary>A worker is suspected that was not before.</summary>
    public void Ejected(WorkerId worker, Verdict verdict)
    {
        if (_ejections.Enabled) _ejections.Add(1, new(InferenceMetrics.DeviceTag, worker.Device), new(InferenceMetrics.CauseTag, CauseOf(verdict)));
    }

    /// <summary>A request was copied to an alias's shadow, or was to be.</summary>
    public void Shadowed(string alias, ModelKey shadow, string result)
    {
        if (!_shadowRequests.Enabled) return;
        _shadowRequests.Add(
            1, new(InferenceMetrics.AliasTag, alias), new(InferenceMetrics.ModelTag, shadow.Name), new(InferenceMetrics.VersionTag, shadow.Version), new(InferenceMetrics.ResultTag, result));
    }

    /// <summary>A request to an alias went to another target than the one chosen.</summary>
    public void FellBack(string alias, ModelKey missed)
    {
        if (_aliasFallbacks.Enabled)
            _aliasFallbacks.Add(1, new(InferenceMetrics.AliasTag, alias), new(InferenceMetrics.ModelTag, missed.Name), new(InferenceMetrics.VersionTag, missed.Version));
    }

    private static string CauseOf(Exception failure, Verdict verdict) => failure switch
    {
        OperationCanceledException => CauseOf(verdict),
        SiloUnavailableException => CauseOf(Verdict.WorkerLost),
        MovedException => "moved",
        NoWorkerException { WasRunning: true } => "worker_wedged",
        NoWorkerException => "refused",
        _ => "unreachable",
    };

    private static string CauseOf(Verdict verdict) => verdict switch
    {
        Verdict.WorkerSilent => "worker_silent",
        Verdict.GatewayLost => "gateway_lost",
        _ => "worker_lost",
    };
}
