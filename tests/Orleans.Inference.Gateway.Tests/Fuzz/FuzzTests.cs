using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Gateway.Tests.Cluster;
using Orleans.Inference.Gateway.Tests.FastChat;
using Orleans.Inference.Gateway.Tests.OpenAI;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>
/// Ten thousand random changes of good requests of each protocol. Whatever a request is, the gateway answers it rightly or says what is wrong with it, in time,
/// and serves the next one.
/// </summary>
public sealed class FuzzTests
{
    private const int Mutated = 10_000, Between = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Tensors_as_json() => FuzzAsync(new InferJson());

    [Fact]
    public Task Tensors_as_binary_data() => FuzzAsync(new InferBinary());

    [Fact]
    public Task Tensors_over_grpc() => FuzzAsync(
        new InferRpc(),
        services => services
            .AddSingleton(FakeDispatcher.Answering(_ => throw new NotSupportedException()))
            .Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)),
        app => app.MapInferenceGrpc());

    [Fact]
    public Task Embeddings_of_openai() => FuzzAsync(new OpenAIEmbeddings());

    [Fact]
    public Task Chats_of_openai() => FuzzAsync(OpenAITexts.Chats);

    [Fact]
    public Task Continuations_of_openai() => FuzzAsync(OpenAITexts.Continuations);

    [Fact]
    public async Task Continuations_of_fastchat()
    {
        await using FastChatSilo silo = new();
        await silo.InitializeAsync();
        await using var worker = await silo.StartWorkerAsync("talker", plan => plan.Answer = FastChatTexts.Answer);
        await FuzzAsync(new FastChatTexts(), silo.Http, silo.Logs);
    }

    private static async Task FuzzAsync(FuzzedProtocol protocol, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        await using var gateway = await GatewayHost.StartAsync(services: services, map: map);
        gateway.Text.Generate = static (request, _) => TextStreams.Say([.. (request.Prompt ?? request.Messages[^1].Text).Chunk(3).Select(static piece => new string(piece)), ""]);
        await FuzzAsync(protocol, gateway.Http, gateway.Logs);
    }

    private static async Task FuzzAsync(FuzzedProtocol protocol, HttpClient http, LogCollector logs)
    {
        var random = new Random(20_000);
        var answered = 0;
        for (var i = 0; i < Mutated; i++)
        {
            var body = BodyMutation.Of(random, protocol.Seeds[i % protocol.Seeds.Count]);
            answered += await SendAsync(http, logs, protocol, body, random) ? 1 : 0;
            if (i % Between != 0) continue;
            Assert.True(await SendAsync(http, logs, protocol, protocol.Seeds[i / Between % protocol.Seeds.Count], random), "a good request is answered");
            Assert.DoesNotContain(logs.Entries, entry => entry.Level >= LogLevel.Error);
        }

        Assert.InRange(answered, Mutated / 50, Mutated - 1);
        Assert.DoesNotContain(logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    /// <returns>Whether it was answered, rightly; else it was refused.</returns>
    private static async Task<bool> SendAsync(HttpClient http, LogCollector logs, FuzzedProtocol protocol, byte[] body, Random random)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = protocol.Request(body, random);
        using var response = await http.SendAsync(request, Cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(Cancel);
        try
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit);
            if (!protocol.IsRefusal(response, answer))
            {
                protocol.CheckAnswer(body, response, answer);
                return true;
            }

            // An error that names nothing helps nobody: each has what is wrong, and what it may be or was.
            Assert.Matches(@"\w+.{8,}", protocol.ErrorOf(response, answer));
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException($"sent {Encoding.Latin1.GetString(body)}, answered {(int)response.StatusCode} {Encoding.Latin1.GetString(answer)}, logged {logs.Entries.LastOrDefault(static entry => entry.Level >= LogLevel.Error).Exception}", exception);
        }
    }
}
