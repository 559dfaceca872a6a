using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Writes an answer piece by piece. Until the first piece there is no response, so what fails before it is an ordinary error.</summary>
internal static class CompletionStream
{
    /// <summary>Writes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="head">What each piece starts with.</param>
    /// <param name="call">The call.</param>
    /// <param name="updates">The pieces.</param>
    public static async Task WriteAsync(HttpContext context, AnswerHead head, CompletionCall call, IAsyncEnumerable<ChoiceUpdate> updates)
    {
        await using var source = updates.GetAsyncEnumerator(context.RequestAborted);
        await source.MoveNextAsync(); // there is always the end of a choice
        using var events = EventStream.Start(context);
        try
        {
            await WriteAsync(context, head, call, source, events);
        }
        catch (Exception exception) when (!ErrorBoundary.IsGone(context, exception))
        {
            // Clients throw at such an event; [DONE] behind it would say that the answer is whole.
            events.Write(OpenAIError.Of(ErrorBoundary.Describe(context, exception)), static (json, error) => error.Write(json));
            await events.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task WriteAsync(HttpContext context, AnswerHead head, CompletionCall call, IAsyncEnumerator<ChoiceUpdate> source, EventStream events)
    {
        var choices = new ChoiceStream?[call.Requests.Length];
        var usage = new UsageTotal(call.ChoicesPerPrompt);
        do
        {
            var (choice, update) = source.Current;
            var stream = choices[choice] ??= new(choice, head, events, call.IncludesUsage);
            if (update is null)
            {
                stream.End();
                continue;
            }

            usage.Set(choice, update.Usage);
            stream.Write(update);
        }
        while (await MoveAsync(source, events, context.RequestAborted));

        if (call.IncludesUsage)
        {
            events.Write((Head: head, Usage: usage), static (json, state) =>
            {
                state.Head.Write(json, state.Head.Shape.PieceObject);
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                state.Usage.Write(json);
            });
        }

        events.WriteDone();
        await events.FlushAsync(context.RequestAborted);
    }

    // Pieces that are ready travel together; what was written is sent before the next piece is waited for.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChoiceUpdate> source, EventStream events, CancellationToken cancellationToken)
    {
        var next = source.MoveNextAsync();
        if (next.IsCompleted && !events.IsFull) return await next;

        // Both are waited for, whichever fails: an enumerator must not be left while it moves.
        var moved = next.AsTask();
        await Task.WhenAll(events.FlushAsync(cancellationToken), moved);
        return await moved;
    }
}
