using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>One call of a model: which model, its inputs, and how the call is to be treated.</summary>
[Immutable]
public sealed class InferenceRequest
{
    /// <summary>The longest <see cref="Timeout"/> there is: one hour.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    /// <summary>The model's name in the repository, or that of an alias.</summary>
    public required string Model { get; init; }

    /// <summary>The version wanted, as its folder is named; <see langword="null"/> (the default) means the highest one served.</summary>
    public string? Version { get; init; }

    /// <summary>The inputs by name. A single input may have the empty name where the model has one input.</summary>
    public required ImmutableArray<NamedTensor> Inputs { get; init; }

    /// <summary>The names of the outputs wanted, in the order wanted; empty (the default) means all outputs.</summary>
    public ImmutableArray<string> Outputs
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>
    /// How long the caller waits, counted from the call: afterwards the call fails with <see cref="DeadlineExceededException"/>
    /// and leaves the queues. More than zero and at most <see cref="MaxTimeout"/>; <see langword="null"/> (the default) means
    /// the client's default timeout.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Who goes first when requests wait; <see cref="InferencePriority.Default"/> by default.</summary>
    public InferencePriority Priority { get; init; } = InferencePriority.Default;

    /// <summary>
    /// How a worker is chosen for this call, by the name of a dispatch policy; <see langword="null"/> (the default) means as the model says. An unknown name is
    /// refused with <see cref="InvalidInputException"/>.
    /// </summary>
    public string? DispatchPolicy { get; init; }

    /// <summary>Names what belongs together, such as a user or a session: <see cref="DispatchPolicies.Sticky"/> sends it to the same worker, a sticky alias to the same version. None by default.</summary>
    public string? AffinityKey { get; init; }

    /// <summary>
    /// Whether a second worker that is idle is tried too when the answer takes longer than 95 % of the model's do; the first answer counts.
    /// <see langword="null"/> (the default) means as the model says, which is no unless its <c>model.json</c> says so.
    /// </summary>
    public bool? Hedge { get; init; }

    /// <summary>The same request with other tensors.</summary>
    internal InferenceRequest With(ImmutableArray<NamedTensor> inputs) => new()
    {
        Model = Model,
        Version = Version,
        Inputs = inputs,
        Outputs = Outputs,
        Timeout = Timeout,
        Priority = Priority,
        DispatchPolicy = DispatchPolicy,
        AffinityKey = AffinityKey,
        Hedge = Hedge,
    };

    /// <summary>The same request of another model.</summary>
    internal InferenceRequest To(string model, string? version, TimeSpan? timeout) => new()
    {
        Model = model,
        Version = version,
        Inputs = Inputs,
        Outputs = Outputs,
        Timeout = timeout,
        Priority = Priority,
        DispatchPolicy = DispatchPolicy,
        AffinityKey = AffinityKey,
        Hedge = Hedge,
    };

    /// <summary>A copy for another model that is to disturb nobody.</summary>
    internal InferenceRequest ToShadow(string model, string? version) => new()
    {
        Model = model,
        Version = version,
        Inputs = Inputs,
        Outputs = Outputs,
        Timeout = Timeout,
        Priority = InferencePriority.Bulk,
        AffinityKey = AffinityKey,
        Hedge = false,
    };
}
