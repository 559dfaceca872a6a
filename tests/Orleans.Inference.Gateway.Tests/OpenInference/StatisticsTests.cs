using System.Net;

namespace Orleans.Inference.Gateway.Tests;

public sealed class StatisticsTests : GatewayTests
{
    [Fact]
    public async Task Statistics_have_the_protocols_fields()
    {
        Client.Statistics =
        [
            new()
            {
                Model = new("echo", "1"),
                LastInference = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
                Rows = 9,
                Runs = 2,
                Success = new(2, TimeSpan.FromMilliseconds(3)),
                Failure = new(1, TimeSpan.FromMicroseconds(5)),
                Queue = new(2, TimeSpan.FromMicroseconds(1)),
                Input = new(2, TimeSpan.FromTicks(1)),
                Infer = new(2, TimeSpan.FromMilliseconds(2)),
                Output = new(2, TimeSpan.Zero),
                Batches = [new(8, new(1, TimeSpan.FromTicks(1)), new(1, TimeSpan.FromMilliseconds(2)), default)],
                Memory = [new("cpu", 100), new("cuda:1", 200)],
            },
        ];
        var expected = """
            {"model_stats":[{"name":"echo","version":"1","last_inference":1700000000123,"inference_count":9,"execution_count":2,
            "inference_stats":{"success":{"count":2,"ns":3000000},"fail":{"count":1,"ns":5000},"queue":{"count":2,"ns":1000},
            "compute_input":{"count":2,"ns":100},"compute_infer":{"count":2,"ns":2000000},"compute_output":{"count":2,"ns":0},
            "cache_hit":{"count":0,"ns":0},"cache_miss":{"count":0,"ns":0}},"response_stats":{},
            "batch_stats":[{"batch_size":8,"compute_input":{"count":1,"ns":100},"compute_infer":{"count":1,"ns":2000000},"compute_output":{"count":0,"ns":0}}],
            "memory_usage":[{"type":"CPU","id":0,"byte_size":100},{"type":"GPU","id":1,"byte_size":200}]}]}
            """.ReplaceLineEndings("");
        foreach (var path in (string[])["/v2/models/stats", "/v2/models/echo/stats", "/v2/models/echo/versions/1/stats"])
        {
            Assert.Equal(expected, (await GetAsync(path)).GetRawText());
        }
    }

    [Fact]
    public async Task An_unknown_model_has_none()
    {
        using var response = await Gateway.Http.GetAsync("/v2/models/nope/stats", Cancellation);
        await RefusedAsync(response, HttpStatusCode.NotFound, "nope", "echo");
    }

    [Fact]
    public void What_workers_did_adds_up()
    {
        ModelStatistics one = new() { Model = new("m", "1"), Rows = 3, Batches = [new(1, default, new(1, TimeSpan.FromTicks(5)), default)], Memory = [new("cpu", 1)] };
        var both = one.Plus(one with { LastInference = DateTimeOffset.UnixEpoch, Batches = [.. one.Batches, new(4, default, new(2, TimeSpan.FromTicks(7)), default)], Memory = [new("cpu", 2)] });
        Assert.Equal((6, DateTimeOffset.UnixEpoch), (both.Rows, both.LastInference));
        Assert.Equal([(1, 2, 10), (4, 2, 7)], both.Batches.Select(batch => (batch.Size, batch.Infer.Count, batch.Infer.Time.Ticks)));
        Assert.Equal([new("cpu", 3)], both.Memory);
    }
}
