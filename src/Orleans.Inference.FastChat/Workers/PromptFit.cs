using System.Text;
using Orleans.Inference.FastChat.Http;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Workers;

/// <summary>How many tokens may be generated behind a prompt.</summary>
internal sealed class PromptFit(WorkerApi api)
{
    // A token is a byte at least, but for a few that mark beginnings and ends.
    private const int Marks = 16;

    // Workers keep one token fewer of the prompt than there is room for, and cut its beginning without a word.
    private const int Kept = 1;

    /// <summary>The most tokens to ask for; <see langword="null"/> to leave it to the worker, where nobody knows.</summary>
    /// <exception cref="InvalidInputException">There is no room for an answer.</exception>
    public async Task<int?> FindMaxNewTokensAsync(string model, string prompt, int? wanted, ModelFacts facts, CancellationToken cancellationToken)
    {
        var context = await facts.GetContextLengthAsync(cancellationToken).ConfigureAwait(false);
        if (context == 0 || (wanted is { } few && Encoding.UTF8.GetByteCount(prompt) + (long)few + Marks <= context)) return wanted;
        int tokens;
        try
        {
            tokens = await api.CountTokensAsync(model, prompt, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing or CallFailure.Malformed)
        {
            return wanted;
        }

        if (tokens == 0 && prompt.Length > 0) return wanted; // it does not count
        var room = context - tokens - Kept;
        return room > 0 ? Math.Min(wanted ?? int.MaxValue, room) : throw WorkerErrors.Context(context, tokens);
    }
}
