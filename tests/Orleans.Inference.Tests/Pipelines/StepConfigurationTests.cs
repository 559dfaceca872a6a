using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

public sealed class StepConfigurationTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Every_key_is_read()
    {
        var configuration = Assert.Single(_repository.With("p/1/model.json", """
            {
              "Steps": [
                { "Model": "tokenize", "Inputs": { "text": "text" }, "Outputs": { "ids": "token_ids" } },
                { "Model": "encode", "Version": "2" },
              ],
              "Inputs": ["text"],
              "Outputs": ["states"],
            }
            """).Scan()).Definition!.Configuration;

        Assert.True(configuration.IsPipeline);
        Assert.Equal([("tokenize", null), ("encode", "2")], configuration.Steps.Select(step => (step.Model, step.Version)));
        Assert.Equal("token_ids", configuration.Steps[0].Outputs["ids"]);
        Assert.Empty(configuration.Steps[1].Inputs);
        Assert.Equal(["text"], configuration.Inputs);
        Assert.Equal(["states"], configuration.Outputs);
    }

    [Theory]
    [InlineData("""{ "Steps": [{ "Model": "a", "Input": {} }] }""", "'Input'")]
    [InlineData("""{ "Steps": [{ "Inputs": {} }] }""", "'Model'")]
    [InlineData("""{ "Steps": [{ "Model": "" }] }""", "$.Steps[0].Model is empty")]
    [InlineData("""{ "Steps": [{ "Model": null }] }""", "Model")]
    [InlineData("""{ "Steps": [null] }""", "$.Steps[0] is null")]
    [InlineData("""{ "Steps": "a" }""", "$.Steps")]
    [InlineData("""{ "Steps": [{ "Model": "a", "Version": "latest" }] }""", "$.Steps[0].Version is 'latest'")]
    [InlineData("""{ "Steps": [{ "Model": "a", "Version": 1 }] }""", "$.Steps[0].Version")]
    [InlineData("""{ "Steps": [{ "Model": "a", "Inputs": { "x": "" } }] }""", "$.Steps[0].Inputs has a tensor without a name")]
    [InlineData("""{ "Steps": [{ "Model": "a", "Inputs": { "x": null } }] }""", "$.Steps[0].Inputs")]
    [InlineData("""{ "Steps": [{ "Model": "a", "Inputs": { "x": "t", "x": "u" } }] }""", "x")]
    [InlineData("""{ "Steps": [{ "Model": "a" }], "Outputs": [""] }""", "$.Outputs has a tensor without a name")]
    [InlineData("""{ "Outputs": ["y"] }""", "but no Steps")]
    [InlineData("""{ "Steps": [{ "Model": "a" }], "MaxBatchSize": 8 }""", "Steps and MaxBatchSize")]
    [InlineData("""{ "Steps": [{ "Model": "a" }], "Instances": 2 }""", "Steps and Instances")]
    public void What_is_wrong_is_refused_with_its_place(string json, string expected)
    {
        var entry = Assert.Single(_repository.With("p/1/model.json", json).Scan());

        Assert.Null(entry.Definition);
        Assert.Contains(expected, entry.Reason, StringComparison.Ordinal);
    }
}
