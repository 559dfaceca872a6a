using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.Traffic;

/// <summary>The aliases of models: to look at, and to change.</summary>
internal sealed class AliasEndpoints(IInferenceClient client, IOptions<InferenceGatewayOptions> options)
{
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Delete];

    private const long MaxBodyBytes = 1024 * 1024;

    private readonly long _maxBodyBytes = Math.Min(MaxBodyBytes, options.Value.MaxRequestBodyBytes);

    public async Task ListAsync(HttpContext context)
    {
        var aliases = await client.ListAliasesAsync(context.RequestAborted);
        var state = (aliases, served: await ServedAsync(context));
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, state, static (json, state) => AliasWriter.WriteAll(json, state.aliases, state.served));
    }

    public Task HandleAsync(HttpContext context)
    {
        var method = context.Request.Method;
        return HttpMethods.IsPut(method) ? PutAsync(context) : HttpMethods.IsDelete(method) ? DeleteAsync(context) : GetAsync(context);
    }

    private async Task GetAsync(HttpContext context)
    {
        var name = NameOf(context);
        var alias = (await client.ListAliasesAsync(context.RequestAborted)).FirstOrDefault(alias => alias.Name == name) ?? throw NotFound(name);
        await WriteAsync(context, alias);
    }

    private async Task PutAsync(HttpContext context)
    {
        var alias = await ReadAsync(context);
        await ReachingAsync(() => client.SetAliasAsync(alias, context.RequestAborted));
        await WriteAsync(context, alias);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var (name, wasThere) = (NameOf(context), false);
        await ReachingAsync(async () => wasThere = await client.RemoveAliasAsync(name, context.RequestAborted));
        if (!wasThere) throw NotFound(name);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async ValueTask<ModelAlias> ReadAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, _maxBodyBytes);
        return AliasReader.Read(body.Span, NameOf(context));
    }

    private async Task WriteAsync(HttpContext context, ModelAlias alias)
    {
        var state = (alias, served: await ServedAsync(context));
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, state, static (json, state) => AliasWriter.Write(json, state.alias, state.served));
    }

    private async ValueTask<ModelKey[]> ServedAsync(HttpContext context) =>
        [.. (await client.ListModelsAsync(context.RequestAborted)).Select(model => new ModelKey(model.Name, model.Version))];

    // What keeps the aliases may be moving to another silo.
    private static async Task ReachingAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            throw new BadHttpRequestException($"The aliases cannot be changed now: {exception.Message} Ask again in a moment.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static BadHttpRequestException NotFound(string name) => new($"There is no alias '{name}'.", StatusCodes.Status404NotFound);
}
