namespace Orleans.Inference;

/// <summary>
/// The names of what is measured. All instruments belong to the meter <see cref="MeterName"/>, which the host's <c>IMeterFactory</c> makes; every host that calls
/// models has those of the router, and every silo those of its devices as well.
/// </summary>
/// <remarks>Tags only ever have values that the cluster knows: a model that nobody serves is counted without a name.</remarks>
public static class InferenceMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orleans.Inference";

    /// <summary>
    /// Counter of <c>{request}</c>: calls of this process that ended, retries included in their call. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>,
    /// <see cref="OutcomeTag"/>.
    /// </summary>
    public const string Requests = "orleans.inference.requests";

    /// <summary>
    /// Counter of <c>{attempt}</c>: attempts that failed and were repeated. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>, <see cref="CauseTag"/>
    /// (<c>worker_lost</c>, <c>worker_silent</c>, <c>worker_wedged</c>, <c>gateway_lost</c>, <c>unreachable</c>, <c>refused</c>, <c>moved</c>).
    /// </summary>
    public const string Retries = "orleans.inference.retries";

    /// <summary>
    /// Counter of <c>{worker}</c>: workers that this process suspects and leaves out of the choice until they answer. Tags: <see cref="DeviceTag"/>,
    /// <see cref="CauseTag"/> (<c>worker_lost</c>, <c>worker_silent</c>).
    /// </summary>
    public const string Ejections = "orleans.inference.ejections";

    /// <summary>
    /// Counter of <c>{request}</c>: copies of requests to an alias's shadow. Tags: <see cref="AliasTag"/>, <see cref="ModelTag"/> and <see cref="VersionTag"/> of
    /// the shadow, <see cref="ResultTag"/>.
    /// </summary>
    public const string ShadowRequests = "orleans.inference.shadow.requests";

    /// <summary>
    /// Counter of <c>{request}</c>: requests to an alias that went to another target because nobody serves the one they were to go to. Tags:
    /// <see cref="AliasTag"/>, <see cref="ModelTag"/> and <see cref="VersionTag"/> of the target that is not served.
    /// </summary>
    public const string AliasFallbacks = "orleans.inference.alias.fallbacks";

    /// <summary>
    /// Histogram in <c>s</c>: how long a request waited on a device before its run began. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>,
    /// <see cref="DeviceTag"/>.
    /// </summary>
    public const string QueueTime = "orleans.inference.queue.time";

    /// <summary>
    /// Histogram in <c>s</c>: how long a run took; all requests of a batch share it. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>,
    /// <see cref="DeviceTag"/>.
    /// </summary>
    public const string ComputeTime = "orleans.inference.compute.time";

    /// <summary>Histogram of <c>{row}</c>: the rows of a run. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>, <see cref="DeviceTag"/>.</summary>
    public const string BatchSize = "orleans.inference.batch.size";

    /// <summary>
    /// Counter of <c>{request}</c>: requests that a device did not run. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>, <see cref="DeviceTag"/>,
    /// <see cref="CauseTag"/> (<c>queue_full</c>, <c>deadline</c>, <c>invalid_input</c>, <c>no_worker</c>).
    /// </summary>
    public const string Refusals = "orleans.inference.refusals";

    /// <summary>Gauge of <c>{request}</c>: requests that wait on a device. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>, <see cref="DeviceTag"/>.</summary>
    public const string Waiting = "orleans.inference.waiting";

    /// <summary>Gauge of <c>{request}</c>: requests that run on a device. Tags: <see cref="ModelTag"/>, <see cref="VersionTag"/>, <see cref="DeviceTag"/>.</summary>
    public const string Running = "orleans.inference.running";

    /// <summary>The tag of the model's name.</summary>
    public const string ModelTag = "model";

    /// <summary>The tag of the model's version.</summary>
    public const string VersionTag = "version";

    /// <summary>The tag of the device, as in <c>cpu</c> or <c>cuda:0</c>.</summary>
    public const string DeviceTag = "device";

    /// <summary>
    /// The tag of how a call ended: <c>success</c>, <c>queue_full</c>, <c>deadline</c>, <c>invalid_input</c>, <c>model_not_found</c>, <c>no_worker</c>,
    /// <c>execution_failed</c>, <c>cancelled</c> or <c>error</c>.
    /// </summary>
    public const string OutcomeTag = "outcome";

    /// <summary>The tag of the alias's name.</summary>
    public const string AliasTag = "alias";

    /// <summary>
    /// The tag of what became of a shadow's copy: <c>same</c> or <c>different</c> by its answer, <c>failed</c> when it had none, <c>dropped</c> when too many others
    /// were under way.
    /// </summary>
    public const string ResultTag = "result";

    /// <summary>The tag of why.</summary>
    public const string CauseTag = "cause";
}
