using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>Calls over HTTP.</summary>
/// <param name="gateway">Whom.</param>
internal sealed class HttpCaller(HttpClient gateway) : ICaller
{
    private static readonly Uri Path = new($"/v2/models/{ScriptedCommand.Model}/infer", UriKind.Relative);
    private volatile HttpClient _gateway = gateway;

    public string Name => "http";

    /// <summary>Whom the next requests go to, as a load balancer decides before a gateway is taken away.</summary>
    public void TurnTo(HttpClient gateway) => _gateway = gateway;

    public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using StringContent body = new(Write(command, timeout), Encoding.UTF8, "application/json");
        using var response = await _gateway.PostAsync(Path, body, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{(int)response.StatusCode}: {answer}");
        return Answer.Of([.. answer.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(element => element.GetInt64())]);
    }

    private static string Write(ScriptedCommand command, TimeSpan timeout) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"parameters":{"timeout":{{(long)timeout.TotalMicroseconds}}},"inputs":[{"name":"{{ScriptedCommand.Input}}","datatype":"INT64",
        "shape":[1,{{ScriptedCommand.InputLength}}],"data":[{{string.Join(',', command.ToElements())}}]}]}
        """);
}
