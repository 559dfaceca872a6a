using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Generation;
using Orleans.Inference.ModelExporter.Samples;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Text;

/// <summary>Makes the side of models that takes text, with the words of the tests.</summary>
internal static class TextModels
{
    public static readonly ImmutableArray<TensorSpec> Inputs = Specs.Of("input_ids Int64[batch,sequence]", "attention_mask Int64[batch,sequence]");
    public static readonly ImmutableArray<TensorSpec> PerToken = Specs.Of("last_hidden_state Float32[batch,sequence,4]");
    public static readonly ImmutableArray<TensorSpec> PerText = Specs.Of("sentence_embedding Float32[batch,4]");

    public static TemporaryRepository Repository() => new TemporaryRepository().With("m/1/vocab.txt", string.Join('\n', Words.Vocabulary));

    public static ITextModel Create(TemporaryRepository repository, string text, ImmutableArray<TensorSpec>? inputs = null, ImmutableArray<TensorSpec>? outputs = null)
    {
        var configuration = new ModelConfiguration { Text = JsonSerializer.Deserialize<TextConfiguration>(text) };
        configuration.Validate();
        return new TextModelFactory().Create(new() { Name = "m", Version = "1", Folder = repository.PathOf("m/1"), Configuration = configuration }, inputs ?? Inputs, outputs ?? PerToken);
    }

    /// <summary>Gives the vectors of all tokens, those that fill up included: who ignores the mask is found out.</summary>
    public static Tensor Vectors(ImmutableArray<NamedTensor> inputs)
    {
        var ids = inputs[0].Tensor;
        return Tensor.Create(ids.ToArray<long>().SelectMany(id => Words.VectorOf((int)id)).ToArray(), [.. ids.Shape, Words.Dimensions]);
    }

    public static float[][] Rows(TextEmbeddings embeddings) =>
        [.. embeddings.Vectors.ToArray<float>().Chunk((int)embeddings.Vectors.Shape[1])];

    /// <summary>The mean of the vectors of tokens.</summary>
    public static float[] Mean(params int[] tokens) => [.. Enumerable.Range(0, Words.Dimensions).Select(i => tokens.Average(token => Words.VectorOf(token)[i]))];

    public static float[] Unit(float[] vector)
    {
        var norm = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / norm)];
    }

    public static void AssertNear(IEnumerable<float> expected, IEnumerable<float> actual) =>
        Assert.Equal(expected.Select(x => (double)x), actual.Select(x => (double)x), (x, y) => Math.Abs(x - y) < 1e-5);
}
