using System.Net;
using static Orleans.Inference.Gateway.Tests.Executable.OpenInferenceCalls;

namespace Orleans.Inference.Gateway.Tests.Executable;

public sealed class ServingProcess : IAsyncLifetime
{
    internal SiloProcess Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloProcess.StartAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}

/// <summary>Bad requests to the real thing: each gets one clear error, and the next good one succeeds.</summary>
public sealed class BadInputTests(ServingProcess process) : IClassFixture<ServingProcess>
{
    private HttpClient Http => process.Silo.Http;

    public static TheoryData<string, string, HttpStatusCode, string[]> Requests() => new()
    {
        { "nothing", Zeros("image", 1, 1, 28, 28), HttpStatusCode.NotFound, ["'nothing'", "digits"] },
        { "digits/versions/9", Zeros("image", 1, 1, 28, 28), HttpStatusCode.NotFound, ["'9'", "1"] },
        { "digits", Zeros("picture", 1, 1, 28, 28), HttpStatusCode.BadRequest, ["'picture'", "'image'"] },
        { "digits", Zeros("image", 1, 1, 28, 28).Replace("FP32", "FP64", StringComparison.Ordinal), HttpStatusCode.BadRequest, ["Float32[batch,1,28,28]", "Float64[1,1,28,28]"] },
        { "digits", Zeros("image", 1, 28, 28), HttpStatusCode.BadRequest, ["Float32[batch,1,28,28]", "Float32[1,28,28]"] },
        { "digits", Zeros("image", 1, 1, 28, 27), HttpStatusCode.BadRequest, ["Float32[batch,1,28,28]", "Float32[1,1,28,27]"] },
        { "digits", """{"inputs":[]}""", HttpStatusCode.BadRequest, ["input"] },
        { "digits", """{"inputs":[{"name":"image","shape":[1,1,28,28],"datatype":"FP32","data":[1,2,3]}]}""", HttpStatusCode.BadRequest, ["784", "3"] },
        { "digits", """{"inputs":[{"name":"image","shape":[1,1],"datatype":"FP32","data":[1,2,3]}]}""", HttpStatusCode.BadRequest, ["1"] },
        { "digits", """{"inputs":[{"name":"image","shape":[-1,1,28,28],"datatype":"FP32","data":[1]}]}""", HttpStatusCode.BadRequest, ["-1"] },
        { "digits", """{"inputs":[{"name":"image","shape":[9223372036854775807,9223372036854775807],"datatype":"FP32","data":[1]}]}""", HttpStatusCode.BadRequest, ["9223372036854775807"] },
        { "digits", """{"inputs":[{"name":"image","shape":[1],"datatype":"FP32","data":[NaN]}]}""", HttpStatusCode.BadRequest, ["NaN"] },
        { "digits", """{"inputs":[{"name":"image","shape":[0,1,28,28],"datatype":"FP32","data":[]}]}""", HttpStatusCode.BadRequest, ["at least 1 row", "Float32[0,1,28,28]"] },
        { "digits", """{"inputs":[{"name":"image",""", HttpStatusCode.BadRequest, ["JSON"] },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Each_is_refused_with_what_was_expected_and_given(string model, string body, HttpStatusCode status, string[] mentions)
    {
        var refused = await Http.RefuseAsync(model, body);
        Assert.Equal(status, refused.Status);
        Assert.All(mentions, mention => Assert.Contains(mention, refused.Error, StringComparison.Ordinal));
        Assert.Equal(10, (await Http.ReadDigitsAsync([new float[784]])).Length);
    }
}
