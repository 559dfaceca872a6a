using System.Net;

namespace Orleans.Inference.Tests.Routing;

public sealed class WorkerIdTests
{
    [Theory]
    [InlineData("127.0.0.1", 11111, 1, "cpu")]
    [InlineData("10.20.30.40", 65535, 400_000_000, "cuda:7")]
    [InlineData("::1", 11111, 99, "cuda:0")]
    [InlineData("fe80::1234:5678:9abc:def0", 1, 5, "cpu")]
    public void A_workers_key_is_read_as_it_was_written(string address, int port, int generation, string device)
    {
        var worker = new WorkerId(SiloAddress.New(IPAddress.Parse(address), port, generation), device);

        Assert.Equal(worker, WorkerId.Parse(worker.ToString()));
    }

    [Fact]
    public void The_key_is_the_silos_address_and_the_device()
    {
        var silo = SiloAddress.New(IPAddress.Loopback, 11111, 7);

        Assert.Equal($"{silo.ToParsableString()}/cuda:0", new WorkerId(silo, "cuda:0").ToString());
    }

    [Fact]
    public void A_silo_that_started_again_is_another_worker() => Assert.NotEqual(
        new WorkerId(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"),
        new WorkerId(SiloAddress.New(IPAddress.Loopback, 11111, 2), "cpu"));

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("/cpu")]
    [InlineData("127.0.0.1:11111@1/")]
    [InlineData("nonsense/cpu")]
    [InlineData("127.0.0.1/cpu")]
    [InlineData("127.0.0.1:11111/cpu")]
    [InlineData("127.0.0.1:eleven@1/cpu")]
    [InlineData("127.0.0.1:99999@1/cpu")]
    [InlineData("host:11111@1/cpu")]
    public void What_is_no_workers_key_is_refused(string key) => Assert.Throws<FormatException>(() => WorkerId.Parse(key));

    [Fact]
    public void No_worker_is_written_without_failing() => Assert.Equal("", default(WorkerId).ToString());
}
