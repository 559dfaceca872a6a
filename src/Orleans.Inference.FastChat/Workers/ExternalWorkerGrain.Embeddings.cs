using System.Numerics.Tensors;
using Orleans.Inference.External;
using Orleans.Inference.FastChat.Http;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Workers;

internal sealed partial class ExternalWorkerGrain
{
    /// <summary>Workers embed a call's texts in one go, and some answer nothing else meanwhile.</summary>
    private const int TextsPerCall = 32;

    public async Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(request.Model, cancellationToken);
        using var call = Begin(request.Model, timeRemaining, cancellationToken);
        List<float[]> vectors = new(request.Inputs.Length);
        var tokens = 0;
        foreach (var texts in request.Inputs.Select(TextOf).Chunk(TextsPerCall))
        {
            var answer = await RunAsync(call, () => EmbedAsync(texts, call));
            if (answer.Vectors.Length != texts.Length || answer.Vectors[0].Length != (vectors.Count > 0 ? vectors[0].Length : answer.Vectors[0].Length))
                throw new ExecutionFailedException(request.Model, $"the worker {_url} gave {answer.Vectors.Length} vectors for {texts.Length} texts, or of different lengths");
            vectors.AddRange(answer.Vectors);
            tokens += answer.Tokens;
        }

        call.IsAnswered = true;
        return new()
        {
            Model = request.Model,
            Version = ExternalModels.Version,
            Vectors = Gather(vectors, request.Dimensions),
            Tokens = tokens,
            Worker = Worker,
            Load = Load,
        };
    }

    private async Task<EmbeddingsAnswer> EmbedAsync(string[] texts, ExternalCall call)
    {
        try
        {
            var answer = await _api.EmbedAsync(call.Model, [.. texts], call.Token);
            return answer.ErrorCode == 0 ? answer : throw WorkerErrors.Of(answer.ErrorCode, answer.Text, call.Model, Worker, QueueLength);
        }
        catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing)
        {
            if (!_noEmbeddings)
            {
                _noEmbeddings = true;
                Changed();
                await AnnounceSafelyAsync(call.Token);
            }

            throw new NoWorkerException(call.Model, $"the worker {_url} makes no embeddings");
        }
    }

    private static string TextOf(EmbeddingInput input) => input.Text ?? throw new InvalidInputException("input", "texts, as external workers take no tokens", "tokens");

    private static Tensor Gather(List<float[]> vectors, int? dimensions)
    {
        var length = vectors[0].Length;
        var kept = dimensions ?? length;
        if (kept < 1 || kept > length) throw new InvalidInputException("dimensions", $"from 1 to {length}", $"{kept}");
        var elements = new float[vectors.Count * kept];
        for (var i = 0; i < vectors.Count; i++)
        {
            var vector = elements.AsSpan(i * kept, kept);
            vectors[i].AsSpan(0, kept).CopyTo(vector);
            if (kept == length) continue;
            var norm = TensorPrimitives.Norm<float>(vector);
            if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
        }

        return Tensor.Create(elements, [vectors.Count, kept]);
    }
}
