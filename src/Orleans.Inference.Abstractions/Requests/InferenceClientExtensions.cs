namespace Orleans.Inference;

/// <summary>The short ways to call a model.</summary>
public static class InferenceClientExtensions
{
    /// <summary>Runs a model that has one input.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The model's name; its highest version answers.</param>
    /// <param name="input">The only input.</param>
    /// <param name="cancellationToken">Gives up: the request leaves the worker's queue.</param>
    /// <inheritdoc cref="IInferenceClient.InferAsync"/>
    public static Task<InferenceResponse> InferAsync(
        this IInferenceClient client, string model, Tensor input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(input);
        return client.InferAsync(new InferenceRequest { Model = model, Inputs = [new("", input)] }, cancellationToken);
    }
}
