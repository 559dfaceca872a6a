using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.OpenInference.Repository;

/// <summary>The model repository extension: what the repository has, and the loading and unloading of it.</summary>
internal sealed class RepositoryEndpoints(IInferenceClient client, RepositoryCalls calls, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task IndexAsync(HttpContext context)
    {
        var readyAlone = RepositoryCallReader.ReadIndex(await ReadAsync(context));
        await RepositoryWriter.WriteIndexAsync(context, await calls.IndexAsync(readyAlone, context.RequestAborted));
    }

    public async Task LoadAsync(HttpContext context)
    {
        var scope = RepositoryCallReader.ReadScope(await ReadAsync(context));
        await AnswerAsync(context, await client.LoadModelAsync(context.Request.ModelName, scope, cancellationToken: context.RequestAborted));
    }

    public async Task UnloadAsync(HttpContext context)
    {
        var scope = RepositoryCallReader.ReadScope(await ReadAsync(context));
        await AnswerAsync(context, await client.UnloadModelAsync(context.Request.ModelName, scope, cancellationToken: context.RequestAborted));
    }

    private static Task AnswerAsync(HttpContext context, ImmutableArray<ModelOutcome> outcomes) =>
        RepositoryWriter.WriteOutcomesAsync(context, outcomes.All(static outcome => outcome.Succeeded) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, outcomes);

    private async ValueTask<byte[]> ReadAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, _maxBodyBytes);
        return body.Span.ToArray();
    }
}
