using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>The models that can be called with text.</summary>
internal sealed class ModelLists(RouteTableSubscription subscription)
{
    public Task AllAsync(HttpContext context) => WriteAsync(context, static _ => true);

    public Task MultimodalAsync(HttpContext context) => WriteAsync(context, static text => text.HasFlag(TextCapabilities.Images));

    public Task LanguageAsync(HttpContext context) => WriteAsync(context, static text => !text.HasFlag(TextCapabilities.Images));

    private async Task WriteAsync(HttpContext context, Func<TextCapabilities, bool> belongs)
    {
        await subscription.WaitForFirstAsync(context.RequestAborted);
        var names = subscription.Table.ListReady().Where(model => model.Text != TextCapabilities.None && belongs(model.Text)).Select(static model => model.Name).Distinct();
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, names, Write);
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray("models"u8);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
