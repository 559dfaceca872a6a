using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>What models of the cluster itself can be asked by these protocols.</summary>
internal static class OwnModels
{
    /// <exception cref="InvalidInputException">The model is served, and generates no text.</exception>
    public static void CheckGenerates(RouteTable table, string model)
    {
        if (table.TryFind(model, null)?.Route.Metadata is not { } metadata || metadata.Text.HasFlag(TextCapabilities.Generation)) return;
        var does = metadata.Text.HasFlag(TextCapabilities.Embedding) ? "which makes embeddings" : "which takes tensors";
        throw new InvalidInputException("model", "one that generates text: models of the cluster itself do not do so yet, external workers do", $"'{model}', {does}");
    }
}
