using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>Calls of the protocol as a client without a library makes them.</summary>
internal static class OpenInferenceCalls
{
    /// <summary>The scores of scans, by <c>digits</c>.</summary>
    public static async Task<float[]> ReadDigitsAsync(this HttpClient http, IEnumerable<float[]> scans)
    {
        float[] pixels = [.. scans.SelectMany(scan => scan)];
        var body = new { inputs = new[] { new { name = "image", shape = new[] { pixels.Length / 784, 1, 28, 28 }, datatype = "FP32", data = pixels } } };
        using var response = await http.PostAsJsonAsync("/v2/models/digits/infer", body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return [.. answer.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(score => score.GetSingle())];
    }

    /// <summary>Sends a body that is expected to be refused.</summary>
    /// <returns>The status and the error's text.</returns>
    public static async Task<(HttpStatusCode Status, string Error)> RefuseAsync(this HttpClient http, string model, string body)
    {
        using var response = await http.PostAsync(new Uri($"/v2/models/{model}/infer", UriKind.Relative), new StringContent(body), TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (response.StatusCode, answer.GetProperty("error").GetString()!);
    }

    /// <summary>A body with one FP32 input of zeros.</summary>
    public static string Zeros(string input, params int[] shape)
    {
        var count = shape.Aggregate(1, (product, dimension) => product * dimension);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"inputs":[{"name":"{{input}}","shape":[{{string.Join(',', shape)}}],"datatype":"FP32","data":[{{string.Join(',', Enumerable.Repeat(0, count))}}]}]}
            """);
    }
}
