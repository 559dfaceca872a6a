using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Names of requests: the caller's own where it sends one that can be written into a log, so that both sides speak of the same.</summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";
    private const int MostCharacters = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/");

    /// <summary>Names the request in the host's log and in the answer.</summary>
    public static void Set(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ Length: > 0 and <= MostCharacters } given] && !given.AsSpan().ContainsAnyExcept(Allowed)) context.TraceIdentifier = given;
        context.Response.Headers[Header] = context.TraceIdentifier;
    }
}
