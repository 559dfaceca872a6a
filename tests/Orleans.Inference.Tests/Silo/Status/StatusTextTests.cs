using Orleans.Inference.Silo.Status;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Status;

public sealed class StatusTextTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeZoneInfo.Local.BaseUtcOffset);

    private static readonly ClusterView Cluster = new()
    {
        At = Now,
        Dispatcher = "127.0.0.1:11111@7",
        Table = new(12),
        Silos = [new("silo-0", "127.0.0.1:11111@7", "active"), new("silo-1", "127.0.0.1:11112@8", "shutting_down"), new("silo-2", "127.0.0.1:11113@9", "dead")],
        Workers =
        [
            new()
            {
                Silo = "silo-0", Device = "cpu", State = "serving", StateSince = Now.AddMinutes(-5), QueueLength = 3, MemoryUsed = 1_230_000_000, MemoryBudget = 4_000_000_000,
                Models = [new("digits", "1", "ready", "", 12345.6), new("iris", "10", "failed", "no\nfile", 0)],
            },
            new() { Silo = "silo-1", Device = "cuda:0", State = "wedged", StateReason = "a run does not end", StateSince = Now.AddSeconds(-9), QueueLength = 1200 },
        ],
        Departed = [new("silo-2", "cpu", "its silo is Dead", Now.AddHours(-3))],
        Aliases =
        [
            new("digits@stable", [new("digits", "1", 95, true), new("digits", "2", 5, false)], true, new("digits", "3", 10, true)),
            new("iris", [new("iris", null, 1, true)], false, null),
        ],
    };

    [Fact]
    public void Everything_is_in_columns() => Assert.EndsWith(
        """
        Route table 12, 03:04:05

        SILO    ADDRESS          STATUS
        silo-0  127.0.0.1:11111  active         has the dispatcher
        silo-1  127.0.0.1:11112  shutting_down
        and 1 dead, until the membership forgets

        WORKER  DEVICE  STATE      FOR  QUEUE      MEMORY  MODEL   VERSION  STATE   ROWS/S
        silo-0  cpu     serving  5 min      3  1.2/4.0 GB  digits        1  ready   12,346
                                                           iris         10  failed
        silo-1  cuda:0  wedged     9 s  1,200
        silo-0 cpu, iris 10 failed: no file
        silo-1 cuda:0 is wedged: a run does not end

        ALIAS          MODEL   VERSION  SHARE
        digits@stable  digits        1   95 %  sticky
                       digits        2    5 %  sticky not served
                       digits        3   10 %  shadow
        iris           iris    highest  100 %

        LEFT    DEVICE  AGO  WHY
        silo-2  cpu     3 h  its silo is Dead

        """.ReplaceLineEndings("\n"),
        Write(Cluster),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0L, null, "")]
    [InlineData(12_340_000L, null, "12.3 MB")]
    [InlineData(12_340_000L, 512_000_000L, "12.3/512.0 MB")]
    [InlineData(0L, 4_000_000_000L, "0.0/4.0 GB")]
    public void Memory_is_in_the_unit_of_the_larger_number(long used, long? budget, string expected) => Assert.Equal(expected, MemoryText.Of(used, budget));

    [Fact]
    public void Models_that_wait_for_their_first_request_are_counted_and_those_loaded_anywhere_are_shown()
    {
        var text = Write(With(
            Worker("silo-0", Asleep("a"), Asleep("b"), Asleep("c")),
            Worker("silo-1", Asleep("a"), Asleep("b"), new("c", "1", "ready", "", 5) { OnDemand = true })));

        Assert.Contains("and 2 that are loaded by their first request\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("unloaded", text, StringComparison.Ordinal);
        Assert.Matches(@"\nsilo-0 +cpu +serving +0\nsilo-1 +cpu +serving +0 +c +1 +ready +5\n", text);
        Assert.Contains("and 1 that is loaded by its first request\n", Write(With(Worker("silo-0", Asleep("a")))), StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_with_different_files_of_the_same_version_are_a_problem()
    {
        var cluster = With(
            Worker("silo-1", Of("digits", "1a2b3c4d5e6f7788"), Of("iris", "77")),
            Worker("silo-2", Of("digits", "3c4d5e6f77889900"), Of("iris", "77")),
            Worker("silo-3", Of("digits", "3c4d5e6f77889900"), Of("iris", "")));

        Assert.Contains("\ndigits/2 differs: silo-1 has 1a2b3c4d…, silo-2 and 1 more have 3c4d5e6f…\n", Write(cluster), StringComparison.Ordinal);
        Assert.DoesNotContain("iris/2 differs", Write(cluster), StringComparison.Ordinal);
        Assert.Contains("\e[31mdigits/2 differs", StatusText.Of(cluster, new Ink(isTerminal: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_workers_says_so() =>
        Assert.Contains("\nNo worker is there.\n", Write(Cluster with { Workers = [], Departed = [] }), StringComparison.Ordinal);

    [Fact]
    public void Colours_are_for_terminals()
    {
        Assert.DoesNotContain('\e', Write(Cluster));
        Assert.Contains("\e[31msilo-1 cuda:0 is wedged", StatusText.Of(Cluster, new Ink(isTerminal: true)), StringComparison.Ordinal);
    }

    private static ClusterView With(params WorkerView[] workers) => Cluster with { Workers = [.. workers], Departed = [], Aliases = [] };

    private static WorkerView Worker(string silo, params ModelView[] models) => new() { Silo = silo, Device = "cpu", State = "serving", Models = [.. models] };

    private static ModelView Asleep(string name) => new(name, "1", "unloaded", "", 0) { OnDemand = true };

    private static ModelView Of(string name, string content) => new(name, "2", "ready", "", 1) { Content = content };

    private static string Write(ClusterView cluster) => StatusText.Of(cluster, new Ink(isTerminal: false));
}
