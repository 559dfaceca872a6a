using Orleans.Inference.Routing;

namespace Orleans.Inference.Failover;

/// <summary>
/// One try of a request on one worker. It is cancelled when the caller gives up, when the time is over, and when the worker's health says so: an Orleans client
/// lets calls to a silo that died wait for the whole response timeout.
/// </summary>
internal sealed class Attempt : CancellationTokenSource
{
    private readonly CancellationTokenRegistration _caller;
    private readonly WorkerHealth? _health;

    private Attempt(RoutedModel model, WorkerHealth? health, TimeSpan remaining, TimeProvider timeProvider, CancellationToken caller)
        : base(remaining, timeProvider)
    {
        (Model, _health, StartedAt) = (model, health, timeProvider.GetTimestamp());
        _caller = caller.UnsafeRegister(static attempt => ((Attempt)attempt!).Cancel(), this);
        health?.Enter(this);
    }

    public RoutedModel Model { get; }

    /// <summary>When it was sent, as a timestamp.</summary>
    public long StartedAt { get; }

    /// <summary>Why it was given up, if it was.</summary>
    public Verdict Verdict { get; set; }

    /// <summary>Whether its repetition was paid for when it was given up.</summary>
    public bool IsPaid { get; private set; }

    // The links of the worker's list, guarded by it.
    public Attempt? Previous { get; set; }

    public Attempt? Next { get; set; }

    /// <summary>Begins an attempt; ended by <see cref="End"/>.</summary>
    /// <param name="model">What is asked for.</param>
    /// <param name="health">The worker's health; <see langword="null"/> for one of this process, which lives as long as the caller.</param>
    /// <param name="remaining">How long the caller still waits.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="caller">Gives up.</param>
    public static Attempt Start(RoutedModel model, WorkerHealth? health, TimeSpan remaining, TimeProvider timeProvider, CancellationToken caller) =>
        new(model, health, remaining, timeProvider, caller);

    /// <summary>Begins the only attempt of a request that nobody waits for: its loss takes nothing from the budget of those that are waited for.</summary>
    public static Attempt StartOnly(RoutedModel model, WorkerHealth? health, TimeSpan remaining, TimeProvider timeProvider) =>
        new(model, health, remaining, timeProvider, CancellationToken.None) { IsPaid = true };

    /// <summary>Pays for its repetition before it is given up, where it might be answered yet.</summary>
    public bool TryPay(RetryBudget budget) => IsPaid = IsPaid || budget.TryWithdraw();

    public void End()
    {
        _caller.Dispose();
        // One that was given up may be in the middle of being cancelled.
        if (_health is null || _health.Leave(this)) Dispose();
    }
}
