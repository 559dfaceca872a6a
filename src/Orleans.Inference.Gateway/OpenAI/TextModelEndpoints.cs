using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Which models take text. Others are not offered: this protocol has no tensors.</summary>
internal sealed class TextModelEndpoints(IInferenceClient client, TimeProvider timeProvider)
{
    // Nobody knows when a model was made: the moment since which it is offered is as good.
    private readonly long _created = timeProvider.GetUtcNow().ToUnixTimeSeconds();

    public async Task ListAsync(HttpContext context)
    {
        var names = await NamesAsync(context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, (names, _created), static (json, state) =>
        {
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var name in state.names)
            {
                json.WriteStartObject();
                Write(json, name, state._created);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public async Task GetAsync(HttpContext context)
    {
        var name = context.Request.ModelName; // an alias keeps its name
        var model = await client.GetModelAsync(name, cancellationToken: context.RequestAborted);
        if (model.Text == TextCapabilities.None) throw new ModelNotFoundException(name, null, [.. await NamesAsync(context.RequestAborted)]);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, (name, _created), static (json, state) => Write(json, state.name, state._created));
    }

    private static void Write(Utf8JsonWriter json, string name, long created)
    {
        json.WriteString("id"u8, name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, created);
        json.WriteString("owned_by"u8, "orleans-inference"u8);
    }

    private async ValueTask<SortedSet<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var models = await client.ListModelsAsync(cancellationToken);
        return new(models.Where(static model => model.Text != TextCapabilities.None).Select(static model => model.Name), StringComparer.Ordinal);
    }
}
