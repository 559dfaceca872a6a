namespace Orleans.Inference;

/// <summary>How a worker is to treat one attempt of a request.</summary>
/// <param name="TimeRemaining">How long the caller still waits. Deadlines cross machines as time that remains: clocks differ.</param>
/// <param name="MayMove">Whether the worker may give the request back while it waits, because it is served sooner elsewhere.</param>
/// <param name="OnlyIfIdle">Whether the worker turns the request away if it cannot begin at once: it is a second attempt that nobody needs to wait for.</param>
/// <param name="Bodies">How the bodies of large inputs come, and those of large outputs are to go back.</param>
[Immutable]
public readonly record struct AttemptTerms(TimeSpan TimeRemaining, bool MayMove = false, bool OnlyIfIdle = false, BodyTransfer Bodies = default);
