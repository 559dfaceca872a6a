using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway.OpenInference;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>Says who takes the next request for a model: from this process's own route table and its view of the load, so nobody is asked for it.</summary>
internal sealed class AddressEndpoint(RouteTableSubscription subscription, WorkerChoice choice, IOptions<InferenceGatewayOptions> options)
{
    private const int MaxBytes = 64 * 1024;
    private static readonly byte[] Nobody = """{"address":""}"""u8.ToArray();
    private readonly string? _advertised = OwnAddress.Normalize(options.Value.AdvertisedUrl);

    private static ReadOnlySpan<byte> Before => "{\"address\":\""u8;

    private static ReadOnlySpan<byte> Behind => "\"}"u8;

    public async Task HandleAsync(HttpContext context)
    {
        string model;
        using (var body = await PooledBody.ReadAsync(context, MaxBytes)) model = ReadModel(body.Span);
        if (subscription.Table.Stamp == RouteTableStamp.None) await subscription.WaitForFirstAsync(context.RequestAborted);
        if (subscription.Table.TryFind(model, null) is { Route.Metadata.Text: not TextCapabilities.None } routed && choice.TryChoose(routed) is { } destination)
        {
            await WriteAsync(context, destination.Worker.IsExternal ? destination.Worker.Device : _advertised ?? OwnAddress.Of(context));
        }
        else
        {
            await RawJson.WriteAsync(context, Nobody);
        }
    }

    // Nothing in such an address needs to be escaped.
    private static async Task WriteAsync(HttpContext context, string address)
    {
        var (response, length) = (context.Response, Before.Length + Encoding.UTF8.GetByteCount(address) + Behind.Length);
        response.ContentType = JsonResponse.ContentType;
        response.ContentLength = length;
        Write(response.BodyWriter, address, length);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(PipeWriter writer, string address, int length)
    {
        var span = writer.GetSpan(length);
        Before.CopyTo(span);
        var written = Before.Length + Encoding.UTF8.GetBytes(address, span[Before.Length..]);
        Behind.CopyTo(span[written..]);
        writer.Advance(length);
    }

    private static string ReadModel(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = new(body);
        try
        {
            string? model = null;
            json.ReadStart(JsonTokenType.StartObject, "request body");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.IsKey("model"u8)) model = json.ReadText("model");
                else json.ReadPast();
            }

            return model ?? throw new InvalidInputException("model", "a string", "none");
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[Math.Min((int)json.BytesConsumed, body.Length)..]);
        }
    }
}
