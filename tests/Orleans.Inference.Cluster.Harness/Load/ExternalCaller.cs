using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>Calls through an Orleans client.</summary>
internal sealed class ExternalCaller(IInferenceClient inference) : ICaller
{
    public string Name => "client";

    public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var response = await inference.InferAsync(command.ToRequest(timeout), cancellationToken);
        return Answer.Of(response.Get<long>());
    }
}
