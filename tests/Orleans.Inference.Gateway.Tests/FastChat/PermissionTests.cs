using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway.FastChat.Controller;
using Orleans.Inference.Gateway.Security;

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

    [Fact]
    public void A_key_that_may_manage_registers_from_anywhere()
    {
        using AccessGate gate = new(Options.Create(With("10.0.0.0/8", AccessScope.Manage)));
        RegistrationPermission permission = new(Options.Create(With("10.0.0.0/8", AccessScope.Manage)), gate);
        var context = From("192.168.0.1");
        Assert.NotNull(permission.FindRefusal(context));

        context.Request.Headers.Authorization = "Bearer key";
        Assert.Null(permission.FindRefusal(context));

        using AccessGate callers = new(Options.Create(With("10.0.0.0/8", AccessScope.Infer)));
        Assert.NotNull(new RegistrationPermission(Options.Create(With("10.0.0.0/8", AccessScope.Infer)), callers).FindRefusal(context));
    }

    private static RegistrationPermission Permission(params string[] networks)
    {
        var options = Options.Create(new InferenceGatewayOptions { RegistrationNetworks = networks });
        return new(options, new AccessGate(options));
    }

    private static InferenceGatewayOptions With(string network, AccessScope scope) => new()
    {
        RegistrationNetworks = [network],
        ApiKeys = { new ApiKeyOptions { Name = "a", Sha256 = Convert.ToHexString(SHA256.HashData("key"u8)), Scopes = { scope } } },
    };

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
