namespace Orleans.Inference;

/// <summary>Whether this process can serve what it is meant to serve. Liveness answers at once; readiness waits for the models to be warm.</summary>
public interface IInferenceReadiness
{
    /// <summary>What is still missing; <see langword="null"/> when the process is ready. A model that failed to load is not waited for.</summary>
    string? Missing { get; }
}
