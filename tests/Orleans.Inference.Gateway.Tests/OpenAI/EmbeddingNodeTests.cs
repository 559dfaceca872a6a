namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>The client that OpenAI makes for JavaScript.</summary>
public sealed class EmbeddingNodeTests(NodeSdk node) : OpenAITests, IClassFixture<NodeSdk>
{
    [Fact]
    public async Task The_sdk_gets_vectors_models_and_errors()
    {
        Text.Embed = (request, _) => request.Model == "words" ? Task.FromResult(FakeTextClient.LengthsOf(request)) : throw new ModelNotFoundException(request.Model, null, ["words"]);

        var output = await node.RunAsync(Gateway.Http.BaseAddress!, """
            const answer = await client.embeddings.create({ model: 'words', input: ['ab', 'c'], dimensions: 2 });
            console.log(JSON.stringify(answer.data.map(item => item.embedding)), answer.usage.prompt_tokens);
            const floats = await client.embeddings.create({ model: 'words', input: 'abc', encoding_format: 'float' });
            console.log(JSON.stringify(floats.data[0].embedding));
            for await (const model of client.models.list()) console.log(model.id);
            try { await client.embeddings.create({ model: 'nothing', input: 'a' }); }
            catch (error) { console.log(error.constructor.name, error.status, error.code, error.param, !!error.requestID); }
            """);

        Assert.Equal(["[[2,0],[1,1]] 3", "[3,0,0.1]", "words", "NotFoundError 404 model_not_found model true"], output.Split('\n'));
    }
}
