using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>What the path of a request names.</summary>
internal static class RouteValues
{
    extension(HttpRequest request)
    {
        /// <summary>The model's name.</summary>
        public string ModelName => (string)request.RouteValues["model"]!;

        /// <summary>The model's version; <see langword="null"/> when the path has none.</summary>
        public string? ModelVersion => (string?)request.RouteValues["version"];
    }
}
