namespace Orleans.Inference;

/// <summary>A worker gives back a request that waits, because it is served sooner elsewhere. Routers answer it by another attempt; callers never see it.</summary>
[GenerateSerializer, Alias("inference.MovedException")]
internal sealed class MovedException : InferenceException
{
    public MovedException(string model)
        : base($"The model '{model}' is served sooner by another worker.")
    {
    }
}
