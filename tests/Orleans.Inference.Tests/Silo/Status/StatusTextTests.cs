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
                Silo = "silo-0", Device = "cpu", State = "serving", StateSince = Now.AddMinutes(-5), QueueLength = 3,
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

        WORKER  DEVICE  STATE      FOR  QUEUE  MODEL   VERSION  STATE   ROWS/S
        silo-0  cpu     serving  5 min      3  digits        1  ready   12,346
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

    [Fact]
    public void A_cluster_without_workers_says_so() =>
        Assert.Contains("\nNo worker is there.\n", Write(Cluster with { Workers = [], Departed = [] }), StringComparison.Ordinal);

    [Fact]
    public void Colours_are_for_terminals()
    {
        Assert.DoesNotContain('\e', Write(Cluster));
        Assert.Contains("\e[31msilo-1 cuda:0 is wedged", StatusText.Of(Cluster, new Ink(isTerminal: true)), StringComparison.Ordinal);
    }

    private static string Write(ClusterView cluster) => StatusText.Of(cluster, new Ink(isTerminal: false));
}
