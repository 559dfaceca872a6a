namespace Orleans.Inference.Benchmarks.Clients;

/// <summary>What a client process is to do, one JSON line: call a model, or an empty grain where <paramref name="Model"/> is null.</summary>
internal sealed record LoadOrder(string? Model, int Callers, double Seconds);
