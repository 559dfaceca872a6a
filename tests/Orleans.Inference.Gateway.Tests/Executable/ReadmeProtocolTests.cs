using System.ClientModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;
using OpenAI;
using OpenAI.Chat;
using Orleans.Inference.FastChatWorker;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;
using Orleans.Inference.ModelExporter.Samples;

#pragma warning disable xUnit1051 // the programs are those of the README, which need no token

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>What the README shows of each protocol, run as it stands there.</summary>
public sealed class ReadmeProtocolTests : IDisposable
{
    private const string Rest = "http://127.0.0.1:8000", Rpc = "http://127.0.0.1:8001", Controller = "http://127.0.0.1:21001";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inference-readme-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Open_Inference_Protocol()
    {
        await using var silo = await SiloProcess.StartAsync();
        var pixels = new float[784];

        var output = await RunAsync(silo, Readme.Commands("### Open Inference Protocol").Single());
        using var byRest = JsonDocument.Parse(output);

        using var channel = GrpcChannel.ForAddress(silo.Grpc!);
        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
        var answer = await client.ModelInferAsync(new()
        {
            ModelName = "digits",
            Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "image", Datatype = "FP32", Shape = { 1, 1, 28, 28 } } },
            RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(pixels)) },
        });
        var scores = MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).ToArray();

        Assert.Equal(scores, byRest.RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(static score => score.GetSingle()));
        AssertShown("### Open Inference Protocol", ("silo.Grpc!", $"\"{Rpc}\""));
    }

    [Fact]
    public async Task OpenAI()
    {
        Words.Write(_folder.FullName, "minilm");
        await using var silo = await SiloProcess.StartAsync(null, "--Inference:ModelRepository", _folder.FullName);
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["vicuna"], Answer = "Hello there." });
        using var registered = await worker.RegisterAsync(silo.Http.BaseAddress!, cancellationToken: Cancel);
        var commands = Readme.Commands("### OpenAI").Single().Split('\n');

        using var embeddings = JsonDocument.Parse(await RunAsync(silo, commands[0]));
        Assert.Equal(2, embeddings.RootElement.GetProperty("data").GetArrayLength());
        Assert.EndsWith("data: [DONE]", (await RunAsync(silo, commands[1])).TrimEnd(), StringComparison.Ordinal);

        var text = "";
        OpenAIClient client = new(new ApiKeyCredential("none"), new() { Endpoint = new($"{silo.Http.BaseAddress}v1") });
        var vectors = await client.GetEmbeddingClient("minilm").GenerateEmbeddingsAsync(["a cat", "the dog"]);
        await foreach (var update in client.GetChatClient("vicuna").CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
            foreach (var part in update.ContentUpdate) text += part.Text;

        Assert.Equal(2, vectors.Value.Count);
        Assert.Equal("Hello there.", text);
        AssertShown("### OpenAI", ("$\"{silo.Http.BaseAddress}v1\"", $"\"{Rest}/v1\""));
    }

    [Fact]
    public async Task FastChat()
    {
        var commands = Readme.Commands("### FastChat");
        string[] options = [.. commands[0].Trim().Split(" -- ")[1].Split(' ').Where(static option => option is not ("--urls" or "http://0.0.0.0:21001"))];
        await using var silo = await SiloProcess.StartAsync(null, options);
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["vicuna"], Answer = "Hello there." });
        using var registered = await worker.RegisterAsync(silo.Http.BaseAddress!, cancellationToken: Cancel);

        var output = await RunAsync(silo, commands[1]);

        Assert.StartsWith($$"""{"address":"{{worker.Url}}"}""", output, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"Hello there.\"", output, StringComparison.Ordinal);
    }

    private Task<string> RunAsync(SiloProcess silo, string commands)
    {
        var url = silo.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        return Readme.RunAsync(_folder.FullName, commands.Replace(Rest, url, StringComparison.Ordinal).Replace(Controller, url, StringComparison.Ordinal));
    }

    /// <summary>Whether the program that the README shows is the one above, but for the address.</summary>
    private static void AssertShown(string heading, (string Here, string Shown) address, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(SiloProcess.Folder, "tests", "Orleans.Inference.Gateway.Tests", "Executable", Path.GetFileName(source));
        var lines = File.ReadAllLines(file).Select(line => line.Trim().Replace(address.Here, address.Shown, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.All(Readme.ProgramLines(heading), line => Assert.Contains(line, lines));
    }
}
