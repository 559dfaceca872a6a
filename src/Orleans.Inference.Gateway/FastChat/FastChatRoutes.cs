using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Inference.Gateway.FastChat.Controller;
using Orleans.Inference.Gateway.FastChat.Errors;
using Orleans.Inference.Gateway.FastChat.Workers;

namespace Orleans.Inference.Gateway.FastChat;

/// <summary>The paths of FastChat's controller and of its workers, at the root as there.</summary>
internal static class FastChatRoutes
{
    public static void AddFastChatEndpoints(this IServiceCollection services)
    {
        services.TryAddSingleton<RegistrationPermission>();
        services.TryAddSingleton<ControllerEndpoints>();
        services.TryAddSingleton<ModelLists>();
        services.TryAddSingleton<AddressEndpoint>();
        services.TryAddSingleton<StatusEndpoint>();
        services.TryAddSingleton<GenerateEndpoints>();
        services.TryAddSingleton<EmbeddingsEndpoint>();
        services.TryAddSingleton<QuestionEndpoints>();
    }

    /// <remarks>
    /// Workers have no keys: registering and heart beats are for those alone who may by <see cref="RegistrationPermission"/>, who hold a key or come from an allowed
    /// network.
    /// </remarks>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workers = routes.MapGroup("").NeedsKey(AccessScope.None);
        Post<ControllerEndpoints>(workers, "/register_worker", (controller, context) => controller.RegisterAsync(context));
        Post<ControllerEndpoints>(workers, "/receive_heart_beat", (controller, context) => controller.HeartBeatAsync(context));
        workers.MapGuarded("/test_connection", GuardedRoutes.Read, ControllerEndpoints.TestConnectionAsync, FastChatForm.Instance);
        Post<ControllerEndpoints>(routes.MapGroup("").NeedsKey(AccessScope.Manage), "/refresh_all_workers", (controller, context) => controller.RefreshAsync(context));
        Post<ModelLists>(routes, "/list_models", (models, context) => models.AllAsync(context));
        Post<ModelLists>(routes, "/list_multimodal_models", (models, context) => models.MultimodalAsync(context));
        Post<ModelLists>(routes, "/list_language_models", (models, context) => models.LanguageAsync(context));
        Post<AddressEndpoint>(routes, "/get_worker_address", (address, context) => address.HandleAsync(context));
        Post<StatusEndpoint>(routes, "/worker_get_status", (status, context) => status.HandleAsync(context));
        Post<GenerateEndpoints>(routes, "/worker_generate_stream", (generate, context) => generate.StreamAsync(context));
        Post<GenerateEndpoints>(routes, "/worker_generate", (generate, context) => generate.CompleteAsync(context));
        Post<EmbeddingsEndpoint>(routes, "/worker_get_embeddings", (embeddings, context) => embeddings.HandleAsync(context));
        Post<QuestionEndpoints>(routes, "/count_token", (questions, context) => questions.CountTokensAsync(context));
        Post<QuestionEndpoints>(routes, "/worker_get_conv_template", (questions, context) => questions.GetConversationAsync(context));
        Post<QuestionEndpoints>(routes, "/model_details", (questions, context) => questions.GetDetailsAsync(context));
    }

    private static void Post<TEndpoints>(IEndpointRouteBuilder routes, string pattern, Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : notnull => routes.MapGuarded(pattern, GuardedRoutes.Call, handle, FastChatForm.Instance);
}
