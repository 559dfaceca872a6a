namespace Orleans.Inference;

/// <summary>
/// The side of an external worker that is told of it: of its registration, its heart beats, and that it is to be taken back after its silo died. Its key is the
/// worker's base URL, as in <see cref="WorkerId.External"/>.
/// </summary>
[Alias("inference.IExternalWorkerGrain")]
public interface IExternalWorkerGrain : IGrainWithStringKey
{
    /// <summary>Makes the worker known, in place of what was known of it. It gets requests as soon as it answers.</summary>
    /// <param name="registration">What is said of it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it is registered, and why not.</returns>
    [Alias("Register")]
    Task<RegistrationResult> RegisterAsync(ExternalWorkerRegistration registration, CancellationToken cancellationToken = default);

    /// <summary>A sign of life of the worker itself.</summary>
    /// <param name="queueLength">How many requests it has.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the worker is known; if not, it must register again.</returns>
    [Alias("HeartBeat")]
    Task<bool> HeartBeatAsync(int queueLength, CancellationToken cancellationToken = default);

    /// <summary>Takes the worker back after the silo of this grain died, from what others still knew of it. It is asked before it gets requests. Does nothing when it is known.</summary>
    /// <param name="known">What was known.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("Revive")]
    Task ReviveAsync(ExternalWorkerRegistration known, CancellationToken cancellationToken = default);
}
