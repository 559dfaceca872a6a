using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Inference.ModelExporter.Digits;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>A silo and a gateway in front of it, each a process of its own.</summary>
public sealed class SiloAndGateway : IAsyncLifetime
{
    internal SiloProcess Silo { get; private set; } = null!;

    internal SiloProcess Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloProcess.StartAsync();
        Gateway = await SiloProcess.StartGatewayAsync(Silo.SiloPort);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Silo.DisposeAsync();
    }
}

/// <summary>What an operator sees of a cluster, and what the gateway role serves.</summary>
public sealed class ClusterTests(SiloAndGateway processes) : IClassFixture<SiloAndGateway>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_has_no_device_and_answers_with_the_silos()
    {
        Assert.Contains(processes.Gateway.Output, line => line == "  routes to  1 worker on 1 silo");
        Assert.DoesNotContain(processes.Gateway.Output, line => line.Contains("cpu", StringComparison.Ordinal));

        var scans = ScanSet.Read(Path.Combine(AppContext.BaseDirectory, "data"), "digits-test");
        var scores = await processes.Gateway.Http.ReadDigitsAsync([scans.Scan(0)]);
        Assert.Equal(scans.Label(0), System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores));
        using var ready = await processes.Gateway.Http.GetAsync(new Uri("/v2/health/ready", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Every_process_tells_of_the_whole_cluster()
    {
        foreach (var process in new[] { processes.Silo, processes.Gateway })
        {
            var cluster = await process.Http.GetFromJsonAsync<JsonElement>(new Uri("/inference/cluster", UriKind.Relative), Cancel);
            var silos = cluster.GetProperty("silos").EnumerateArray().ToDictionary(silo => silo.GetProperty("name").GetString()!);
            Assert.Equal(2, silos.Count);
            Assert.All(silos.Values, silo => Assert.Equal("active", silo.GetProperty("status").GetString()));

            var worker = Assert.Single(cluster.GetProperty("workers").EnumerateArray());
            Assert.Equal("serving", worker.GetProperty("state").GetString());
            Assert.Equal(cluster.GetProperty("dispatcher").GetString(), worker.GetProperty("silo_address").GetString());
            Assert.Equal("digits", worker.GetProperty("models")[0].GetProperty("name").GetString());
            Assert.True(cluster.GetProperty("table").GetProperty("version").GetInt64() > 0);
        }
    }

    [Fact]
    public async Task Status_prints_the_cluster_without_escape_codes()
    {
        var (exitCode, output, errors) = await SiloProcess.RunAsync("status", "--urls", processes.Gateway.Http.BaseAddress!.ToString());

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("has the dispatcher", output, StringComparison.Ordinal);
        Assert.Matches(@"\n\S+ +cpu\S* +serving .* digits +1  ready +[0-9,]+\n", output);
        Assert.DoesNotContain('\e', output);
    }
}

/// <summary>What is refused with one line.</summary>
public sealed class ClusterRefusalTests
{
    [Theory]
    [InlineData(78, "a gateway has no devices", "gateway", "--Inference:Devices", "cpu")]
    [InlineData(78, "it needs Orleans:Clustering:ConnectionString", "--Orleans:Clustering:ProviderType", "Redis")]
    [InlineData(78, "\"gatway\" is not a role. Did you mean gateway?", "gatway")]
    [InlineData(1, "No silo answers at http://127.0.0.1:9/", "status", "--urls", "http://127.0.0.1:9")]
    [InlineData(1, "Redis at 127.0.0.1:9, which", "--instance", "871", "--Orleans:Clustering:ProviderType", "Redis", "--Orleans:Clustering:ConnectionString", "127.0.0.1:9")]
    public async Task One_line_says_what_is_wrong(int exitCode, string expected, params string[] options)
    {
        var (code, output, errors) = await SiloProcess.RunAsync(options);

        Assert.Equal((exitCode, ""), (code, output));
        Assert.Contains(expected, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
