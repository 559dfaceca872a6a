using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>Sends a body of the same size to an endpoint that does nothing with it.</summary>
internal sealed class EmptyPost(HttpClient http, int length) : ICall
{
    private static readonly Uri Path = new(GatewayServer.EmptyPath, UriKind.Relative);
    private readonly byte[] _body = new byte[length];

    public async Task SendAsync()
    {
        using var content = new ByteArrayContent(_body);
        using var response = await http.PostAsync(Path, content);
        if (!response.IsSuccessStatusCode) throw new WrongAnswerException($"{Path} answered {response.StatusCode}");
    }

    public void Check()
    {
    }

    public void Dispose()
    {
    }
}
