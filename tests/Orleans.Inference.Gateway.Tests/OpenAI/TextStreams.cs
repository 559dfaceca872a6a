using System.Runtime.CompilerServices;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Texts as models generate them.</summary>
internal static class TextStreams
{
    /// <summary>Pieces of a text, the last of which ends it; a prompt has three tokens, a piece has one.</summary>
    public static async IAsyncEnumerable<TextUpdate> Say(params string[] pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            await Task.Yield();
            yield return new() { Text = pieces[i], FinishReason = i == pieces.Length - 1 ? "stop" : null, Usage = new(3, i + 1) };
        }
    }

    /// <summary>Pieces of a text, and then an error.</summary>
    public static async IAsyncEnumerable<TextUpdate> Fail(Exception exception, params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new() { Text = piece };
        }

        throw exception;
    }

    /// <summary>A text that goes on until nobody listens.</summary>
    public static async IAsyncEnumerable<TextUpdate> Hang(
        TaskCompletionSource left, string[] pieces, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var piece in pieces) yield return new() { Text = piece };
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            left.TrySetResult();
        }
    }

    /// <summary>A text at once.</summary>
    public static async IAsyncEnumerable<TextUpdate> One(TextUpdate update)
    {
        await Task.Yield();
        yield return update;
    }

    /// <summary>A text at once, when something has happened.</summary>
    public static async IAsyncEnumerable<TextUpdate> After(Task happened, TextUpdate update)
    {
        await happened;
        yield return update;
    }
}
