using System.Net;
using System.Text.RegularExpressions;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>What Prometheus finds at a silo and at a gateway in front of it.</summary>
public sealed class MetricsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_process_tells_of_its_own_part_in_a_request()
    {
        await using var silo = await SiloProcess.StartAsync();
        await using var gateway = await SiloProcess.StartGatewayAsync(silo.SiloPort);
        Assert.Contains(silo.Output, line => line == $"  metrics    {silo.Http.BaseAddress}metrics");
        await gateway.Http.ReadDigitsAsync([new float[784], new float[784]]);
        await gateway.Http.RefuseAsync("no-such-model", OpenInferenceCalls.Zeros("image", 1, 1, 28, 28));

        var atGateway = await ScrapeAsync(gateway);
        Assert.Equal(1, ValueOf(atGateway, "orleans_inference_requests_total", """model="digits".*outcome="success".*version="1" """));
        Assert.Equal(1, ValueOf(atGateway, "orleans_inference_requests_total", """outcome="model_not_found" """));
        Assert.DoesNotContain("no-such-model", atGateway, StringComparison.Ordinal);

        var atSilo = await ScrapeAsync(silo);
        const string Digits = """device="cpu".*model="digits".*version="1" """;
        Assert.Equal(1, ValueOf(atSilo, "orleans_inference_queue_time_seconds_count", Digits));
        Assert.Equal(1, ValueOf(atSilo, "orleans_inference_compute_time_seconds_count", Digits));
        Assert.Equal(2, ValueOf(atSilo, "orleans_inference_batch_size_sum", Digits));
        Assert.Equal(0, ValueOf(atSilo, "orleans_inference_waiting", Digits));
        Assert.Equal(0, ValueOf(atSilo, "orleans_inference_running", Digits));
        Assert.Contains("\norleans_", atSilo.Replace("\norleans_inference_", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\ndotnet_", atSilo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_served_where_they_are_turned_off()
    {
        await using var silo = await SiloProcess.StartAsync(null, "--Metrics:Enabled", "false");
        using var response = await silo.Http.GetAsync(new Uri("/metrics", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain(silo.Output, line => line.Contains("/metrics", StringComparison.Ordinal));
    }

    private static Task<string> ScrapeAsync(SiloProcess process) => process.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);

    /// <summary>The value of the series whose tags, in any case in this order, are these.</summary>
    private static double ValueOf(string scraped, string series, string tags)
    {
        var line = Regex.Match(scraped, $@"^{series}\{{[^}}]*{tags.TrimEnd()}[^}}]*\}} (?<value>\S+)", RegexOptions.Multiline);
        Assert.True(line.Success, $"There is no {series} with {tags} in\n{scraped}");
        return double.Parse(line.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
