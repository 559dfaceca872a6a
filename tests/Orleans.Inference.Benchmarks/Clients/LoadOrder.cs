namespace Orleans.Inference.Benchmarks.Clients;

/// <summary>What a client process is to do, one JSON line.</summary>
/// <param name="Model">The model to call; an empty grain where it is null.</param>
/// <param name="Callers">How many callers call it.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="Repository">Where the model is from; null for one beside the program.</param>
internal sealed record LoadOrder(string? Model, int Callers, double Seconds, string? Repository = null);
