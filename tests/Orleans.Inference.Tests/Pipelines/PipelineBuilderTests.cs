using System.Collections.Immutable;
using Orleans.Inference.Pipelines;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

public sealed class PipelineBuilderTests : IDisposable
{
    private static readonly ImmutableDictionary<string, ModelMetadata> Models = new[]
    {
        Model("tokenize", ["text String[batch]"], ["ids Int64[batch,length]", "mask Int64[batch,length]"]),
        Model("encode", ["ids Int64[batch,seq]", "mask Int64[batch,seq]"], ["states Float32[batch,seq,384]"]),
        Model("pool", ["states Float32[?,?,384]"], ["vector Float32[?,384]"]),
        Model("pool256", ["states Float32[?,?,256]"], ["vector Float32[?,256]"]),
        Model("echo", ["x Float32[?,384]"], ["x2 Float32[?,384]"]),
    }.ToImmutableDictionary(model => model.Name);

    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Tensors_of_the_same_name_need_no_maps()
    {
        var pipeline = Build("""{ "Model": "pool" }, { "Model": "encode" }, { "Model": "tokenize" }""");

        Assert.Equal(["tokenize", "encode", "pool"], pipeline.Steps.Select(step => step.Model));
        Assert.Equal([("text", "String[batch]")], pipeline.Metadata.Inputs.Select(input => (input.Name, input.ToString())));
        Assert.Equal([("vector", "Float32[?,384]")], pipeline.Metadata.Outputs.Select(output => (output.Name, output.ToString())));
    }

    [Fact]
    public void A_symbol_stays_with_one_step_for_others_may_mean_something_else_by_it()
    {
        var pipeline = Build("""{ "Model": "tokenize", "Outputs": { "ids": "ids" } }, { "Model": "encode", "Inputs": { "ids": "ids", "mask": "other" } }""");

        Assert.Equal(["String[batch]", "Int64[?,seq]"], pipeline.Metadata.Inputs.Select(input => input.ToString()));
    }

    [Theory]
    [InlineData("""{ "Model": "tokenize" }, { "Model": "encode" }, { "Model": "pool256" }""", "", "step 3 'pool256' takes the tensor 'states' as its input 'states', which is Float32[?,?,256], but step 2 'encode' makes it as its output 'states', which is Float32[batch,seq,384]")]
    [InlineData("""{ "Model": "encode", "Inputs": { "ids": "text", "mask": "m" } }, { "Model": "tokenize" }""", "", "step 2 'tokenize' takes the tensor 'text' as its input 'text', which is String[batch], but step 1 'encode' takes it as its input 'ids', which is Int64[batch,seq]")]
    [InlineData("""{ "Model": "tokenize", "Outputs": { "ids": "t", "mask": "t" } }""", "", "the tensor 't' is made twice: by step 1 'tokenize' as its output 'ids', and by step 1 'tokenize' as its output 'mask'")]
    [InlineData("""{ "Model": "pool" }, { "Model": "pool256", "Inputs": { "states": "s" } }""", "", "the tensor 'vector' is made twice: by step 1 'pool' as its output 'vector', and by step 2 'pool256'")]
    [InlineData("""{ "Model": "tokenize" }, { "Model": "encode", "Inputs": { "ids": "ids" } }""", "", "step 2 'encode' is not given the input 'mask', which is Int64[batch,seq]; it is given: 'ids'")]
    [InlineData("""{ "Model": "tokenize" }, { "Model": "encode", "Inputs": { "idz": "ids", "ids": "ids", "mask": "mask" } }""", "", "step 2 'encode' has the input 'idz', but the model 'encode' version 1 has: 'ids', 'mask'")]
    [InlineData("""{ "Model": "tokenize", "Outputs": { "idz": "ids" } }""", "", "step 1 'tokenize' has the output 'idz', but the model 'tokenize' version 1 has: 'ids', 'mask'")]
    [InlineData("""{ "Model": "tokenize" }, { "Model": "encode", "Inputs": { "ids": "idz", "mask": "mask" } }""", """ "Inputs": ["text"] """, "step 2 'encode' takes the tensor 'idz' as its input 'ids', which is Int64[batch,seq], but no step makes it, and the pipeline's Inputs are: 'text'")]
    [InlineData("""{ "Model": "tokenize" }""", """ "Inputs": ["text", "txt"] """, "the pipeline's Inputs have 'txt', but no step takes it")]
    [InlineData("""{ "Model": "tokenize" }""", """ "Inputs": ["text", "ids"] """, "the tensor 'ids' is made twice: it is one of the pipeline's Inputs, and step 1 'tokenize' makes it")]
    [InlineData("""{ "Model": "tokenize" }""", """ "Outputs": ["idz"] """, "the pipeline's Outputs have 'idz', but no step makes it; the steps make: 'ids', 'mask'")]
    [InlineData("""{ "Model": "tokenize" }""", """ "Outputs": ["ids", "ids"] """, "the pipeline's Outputs have 'ids' twice")]
    [InlineData("""{ "Model": "echo", "Inputs": { "x": "b" }, "Outputs": { "x2": "a" } }, { "Model": "echo", "Inputs": { "x": "a" }, "Outputs": { "x2": "b" } }""", "", "steps wait for each other's tensors: step 1 'echo' takes 'b', which step 2 'echo' makes, step 2 'echo' takes 'a', which step 1 'echo' makes")]
    public void What_does_not_fit_is_refused_with_both_sides(string steps, string more, string expected)
    {
        var refused = Assert.Throws<ModelLoadException>(() => Build(steps, more));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_a_steps_model_stay_with_its_output()
    {
        var labelled = Models["pool"] with { Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("vector", ["one"]) };
        var definition = Read("""{ "Model": "pool", "Outputs": { "vector": "v" } }""", "");

        Assert.Equal(["one"], new PipelineBuilder(definition, [labelled]).Build().Metadata.Labels["v"]);
    }

    private Pipeline Build(string steps, string more = "")
    {
        var definition = Read(steps, more);
        return new PipelineBuilder(definition, [.. definition.Configuration.Steps.Select(step => Models[step.Model])]).Build();
    }

    private ModelDefinition Read(string steps, string more)
    {
        var entry = Assert.Single(_repository.WithPipeline("p", steps, more).Scan());
        Assert.Empty(entry.Reason);
        return entry.Definition!;
    }

    private static ModelMetadata Model(string name, string[] inputs, string[] outputs) =>
        new() { Name = name, Version = "1", Platform = "csharp", Inputs = Specs.Of(inputs), Outputs = Specs.Of(outputs) };
}
