using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>Calls through an Orleans client.</summary>
/// <param name="inference">The client.</param>
/// <param name="hedge">Whether late requests are tried on a second worker.</param>
internal sealed class ExternalCaller(IInferenceClient inference, bool hedge = false) : ICaller
{
    public string Name => "client";

    public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var response = await inference.InferAsync(command.ToRequest(timeout, hedge), cancellationToken);
        return Answer.Of(response.Get<long>());
    }
}
