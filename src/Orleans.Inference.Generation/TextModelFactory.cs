using System.Collections.Immutable;
using Orleans.Inference.Generation.Embedding;
using Orleans.Inference.Generation.Tokenizers;

namespace Orleans.Inference.Generation;

/// <summary>Makes the side of models that takes text, of what their <c>model.json</c> says.</summary>
internal sealed class TextModelFactory : ITextModelFactory
{
    private const int DefaultMaxTokens = 512;

    public ITextModel Create(ModelDefinition model, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs)
    {
        var text = model.Configuration.Text!;
        var folder = model.Folder ?? throw new ModelLoadException("model.json has Text, but the model has no folder in which a tokenizer's files could lie");
        var tensors = EmbeddingInputs.Create(text.Inputs, inputs);
        var output = EmbeddingOutput.Create(text, outputs);
        var longest = tensors.FixedLength ?? text.MaxTokens ?? DefaultMaxTokens;
        var maxTokens = text.MaxTokens ?? longest;
        if (maxTokens > longest) throw new ModelLoadException($"model.json has Text.MaxTokens {maxTokens}, but the model's inputs are {longest} tokens long");
        var tokenizer = TokenizerFiles.Load(text.Tokenizer, folder);
        if (tokenizer.Around >= maxTokens) throw new ModelLoadException($"model.json has Text.MaxTokens {maxTokens}, of which the tokens around a text take {tokenizer.Around}");
        return new EmbeddingModel(tokenizer, tensors, output, text, maxTokens);
    }
}
