using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using static Orleans.Inference.Gateway.GuardedRoutes;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>The paths and verbs of the OpenAI protocol.</summary>
internal static class OpenAIRoutes
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var form = OpenAIForm.Instance;
        var v1 = endpoints.MapGroup("/v1");
        v1.MapGuarded<TextModelEndpoints>("/models", Read, (models, context) => models.ListAsync(context), form);
        v1.MapGuarded<TextModelEndpoints>("/models/{**model}", Read, (models, context) => models.GetAsync(context), form);
        v1.MapGuarded<CompletionEndpoints>("/chat/completions", Call, (completions, context) => completions.ChatAsync(context), form);
        v1.MapGuarded<CompletionEndpoints>("/completions", Call, (completions, context) => completions.CompleteAsync(context), form);
        v1.MapGuarded<EmbeddingsEndpoint>("/embeddings", Call, (embeddings, context) => embeddings.HandleAsync(context), form);
        v1.MapGuarded<EmbeddingsEndpoint>("/engines/{model}/embeddings", Call, (embeddings, context) => embeddings.HandleAsync(context), form);
        v1.MapUnknown(form);
    }
}
