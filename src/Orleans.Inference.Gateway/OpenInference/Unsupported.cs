using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>What the protocol has and this server has not, each with what to do instead.</summary>
internal static class Unsupported
{
    public const string SharedMemory = "Shared memory is not supported, since the workers may be on other machines: send the tensors in the request.";

    public const string Trace = "Trace settings are not supported: the server's traces are set where it is started.";

    public const string Logging = "Log settings are not supported: the server's log levels are set where it is started.";

    public const string Generate = "Text generation is not supported yet: call the model's infer endpoint with its tensors.";

    /// <summary>Answers so.</summary>
    public static RequestDelegate Answer(string text) => _ => throw new BadHttpRequestException(text, StatusCodes.Status501NotImplemented);
}
