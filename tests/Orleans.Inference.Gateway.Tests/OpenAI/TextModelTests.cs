using System.Net;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class TextModelTests : OpenAITests
{
    [Fact]
    public async Task Only_models_that_take_texts_are_offered_each_once()
    {
        Client.Models = [.. Client.Models, Client.Models[0] with { Version = "2" }, FakeInferenceClient.Metadata("chat", "1") with { Text = TextCapabilities.Generation }];

        var answer = await GetAsync("/v1/models");

        Assert.Equal("list", answer.GetProperty("object").GetString());
        Assert.Equal(["chat", "words"], answer.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.All(answer.GetProperty("data").EnumerateArray(), model =>
        {
            Assert.Equal(("model", "orleans-inference"), (model.GetProperty("object").GetString(), model.GetProperty("owned_by").GetString()));
            Assert.True(model.GetProperty("created").GetInt64() > 0);
        });
    }

    [Theory]
    [InlineData("words")]
    [InlineData("org/words-1")]
    public async Task A_model_is_told_by_its_name(string name)
    {
        Client.Models = [Client.Models[0] with { Name = name }];

        Assert.Equal(name, (await GetAsync($"/v1/models/{name}")).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("digits")]
    [InlineData("nothing")]
    public async Task A_model_that_takes_tensors_alone_is_none(string name)
    {
        using var response = await Gateway.Http.GetAsync($"/v1/models/{name}", Cancellation);

        await FailedAsync(response, HttpStatusCode.NotFound, "invalid_request_error", "model", "model_not_found", $"'{name}'", "words");
    }
}
