using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway.FastChat.Controller;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>Who may register workers, and where this gateway says that it is.</summary>
public sealed class PermissionTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("2001:db8::1", false)]
    public void Unless_said_otherwise_workers_register_from_this_machine(string address, bool may)
    {
        var refusal = Permission().FindRefusal(From(address));

        Assert.Equal(may, refusal is null);
        if (!may) Assert.Contains("Gateway:RegistrationNetworks", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_are_named_take_the_place_of_this_machine()
    {
        Assert.Null(Permission("10.0.0.0/8").FindRefusal(From("10.0.0.7")));
        Assert.NotNull(Permission("10.0.0.0/8").FindRefusal(From("127.0.0.1")));
    }

    [Theory]
    [InlineData("gateway.example:21001", "http://gateway.example:21001")]
    [InlineData("0.0.0.0:21001", "http://10.0.0.1:8000")]
    [InlineData("[::]:21001", "http://10.0.0.1:8000")]
    [InlineData("", "http://10.0.0.1:8000")]
    public void A_client_is_told_an_address_that_it_can_reach(string host, string expected)
    {
        var context = From("10.0.0.7");
        (context.Request.Scheme, context.Request.Host) = ("http", new HostString(host));
        (context.Connection.LocalIpAddress, context.Connection.LocalPort) = (IPAddress.Parse("::ffff:10.0.0.1"), 8000);

        Assert.Equal(expected, OwnAddress.Of(context));
    }

    private static RegistrationPermission Permission(params string[] networks) => new(Options.Create(new InferenceGatewayOptions { RegistrationNetworks = networks }));

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
