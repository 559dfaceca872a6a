using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Summary;

public sealed class SummaryTextTests
{
    private static readonly SiloFacts Facts = new()
    {
        SiloName = "silo-0",
        SettingsFile = "silo.json",
        Repository = "src/models",
        Models = [Models.Named("digits", "2"), Models.Named("digits"), Models.Named("iris", "7")],
        Devices = ["cpu, 2 threads, 2 lanes"],
        Url = "http://127.0.0.1:8000",
        GrpcUrl = "http://127.0.0.1:8001",
        HasDashboard = true,
        HasMetrics = true,
        Curl = "curl http://127.0.0.1:8000/v2",
    };

    [Fact]
    public void It_names_what_is_served_and_ends_with_the_line_to_try()
    {
        Assert.Equal(
            $"""

            silo-0 is ready. Orleans.Inference {Orleans.Inference.Silo.Configuration.Usage.Version}
              settings   silo.json
              models     digits 2, 1
                         iris 7
                         from src/models
              devices    cpu, 2 threads, 2 lanes
              API        http://127.0.0.1:8000/v2
              gRPC       http://127.0.0.1:8001
              dashboard  http://127.0.0.1:8000/dashboard
              metrics    http://127.0.0.1:8000/metrics

            curl http://127.0.0.1:8000/v2

            """.ReplaceLineEndings("\n"),
            Write(Facts));
    }

    [Fact]
    public void The_quick_start_fits_30_lines()
    {
        var scan = new Scan([.. Enumerable.Repeat(255f, 784)], width: 28);

        var text = Write(Facts with { Models = [Models.Named("digits")], Scan = scan });

        // With room for the log's two lines a model.
        Assert.InRange(text.Split('\n').Length - 1, 20, 28);
    }

    [Fact]
    public void Models_that_failed_are_named_with_the_reason_on_one_line()
    {
        ModelStatus failed = new() { Name = "broken", Version = "1", State = ModelState.Failed, Reason = "bad\nfile" };
        ModelStatus empty = new() { Name = "empty", Version = "", State = ModelState.Failed, Reason = new string('x', 1000) };

        var text = Write(Facts with { Failed = [failed, empty] });

        Assert.Contains("\n  failed     broken 1: bad file\n", text, StringComparison.Ordinal);
        Assert.Contains("\n             empty: xxx", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 200));
    }

    [Fact]
    public void Many_models_are_counted()
    {
        var text = Write(Facts with { Models = [.. Enumerable.Range(0, 50).Select(i => Models.Named($"m{i}"))] });

        Assert.Contains("and 42 more", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_without_devices_says_so()
    {
        var text = Write(Facts with { Devices = [], Models = [], OtherWorkers = 2, HasDashboard = false, HasMetrics = false, SettingsFile = null });

        Assert.Contains("  models     none\n", text, StringComparison.Ordinal);
        Assert.Contains("only routes (and 2 on other silos)", text, StringComparison.Ordinal);
        Assert.Contains("there is no silo.json", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dashboard", text, StringComparison.Ordinal);
        Assert.DoesNotContain("metrics", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_says_what_it_routes_to()
    {
        var text = Write(Facts with { Devices = [], Repository = null, OtherWorkers = 3, OtherSilos = 1 });

        Assert.Contains("\n  routes to  3 workers on 1 silo\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("devices", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_for_terminals()
    {
        Assert.DoesNotContain('\e', Write(Facts));
        Assert.Contains('\e', SummaryText.Of(Facts, new Ink(isTerminal: true)));
    }

    private static string Write(SiloFacts facts) => SummaryText.Of(facts, new Ink(isTerminal: false));
}
