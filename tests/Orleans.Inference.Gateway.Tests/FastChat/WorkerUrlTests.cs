using System.Net;
using Orleans.Inference.External;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>What may be the address of a worker.</summary>
public sealed class WorkerUrlTests
{
    [Theory]
    [InlineData("http://localhost:21002", "http://localhost:21002")]
    [InlineData("http://LocalHost:21002/", "http://localhost:21002")]
    [InlineData("https://10.0.0.5", "https://10.0.0.5")]
    [InlineData("http://[::1]:21002/sub", "http://[::1]:21002/sub")]
    public void One_spelling_is_taken(string given, string expected) => Assert.Equal(expected, WorkerUrl.TryRead(given));

    [Theory]
    [InlineData("")]
    [InlineData("localhost:21002")]
    [InlineData("ftp://localhost")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_x")]
    [InlineData("http://user:word@127.0.0.1")]
    [InlineData("http://127.0.0.1@10.0.0.1")]
    [InlineData("http://127.0.0.1?x=1")]
    [InlineData("http://127.0.0.1/#x")]
    [InlineData("http://127.0.0.1/a/../b")]
    [InlineData("http://127.0.0.1//a")]
    [InlineData("http://127.0.0.1/%2e%2e")]
    [InlineData("http://127.0.0.1\\@10.0.0.1")]
    [InlineData("http://127.0.0.1/a b")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1\r\nX: y")]
    public void Others_are_refused(string given) => Assert.Null(WorkerUrl.TryRead(given));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    public void Without_networks_there_is_this_machine_alone(string address, bool isIn) => Assert.Equal(isIn, new NetworkList([]).Contains(IPAddress.Parse(address)));

    [Fact]
    public void Networks_and_addresses_are_taken()
    {
        NetworkList networks = new(["10.0.0.0/8", "192.168.1.7"]);

        Assert.True(networks.Contains(IPAddress.Parse("10.200.3.4")));
        Assert.True(networks.Contains(IPAddress.Parse("192.168.1.7")));
        Assert.False(networks.Contains(IPAddress.Parse("127.0.0.1")));
        Assert.Equal(["10.0.0.0/99", "nowhere"], NetworkList.FindWrong(["10.0.0.0/99", "nowhere", "::/0"]));
    }
}
