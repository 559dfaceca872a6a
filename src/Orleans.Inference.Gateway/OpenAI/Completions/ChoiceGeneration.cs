using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Generates the choices of a call at the same time, each routed by itself. When one fails, the others are given up.</summary>
internal static class ChoiceGeneration
{
    // Pieces that are ready before the caller has taken those before them; then their models wait.
    private const int MostWaiting = 64;

    extension(ITextClient client)
    {
        /// <summary>Generates whole texts, in the order of the requests.</summary>
        public async Task<TextUpdate[]> CompleteAllAsync(ImmutableArray<TextRequest> requests, CancellationToken cancellationToken)
        {
            if (requests.Length == 1) return [await client.CompleteAsync(requests[0], cancellationToken)];
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var calls = requests.Select(request => client.CompleteAsync(request, giveUp.Token)).ToArray();
            await foreach (var call in Task.WhenEach(calls))
            {
                if (call.IsCompletedSuccessfully) continue;
                await giveUp.CancelAsync();
                await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await call; // the first error: the others may be no more than given up
            }

            return await Task.WhenAll(calls);
        }

        /// <summary>Generates texts piece by piece, mixed as they come.</summary>
        public IAsyncEnumerable<ChoiceUpdate> GenerateAllAsync(ImmutableArray<TextRequest> requests, CancellationToken cancellationToken) =>
            requests.Length == 1 ? GenerateOneAsync(client, requests[0], cancellationToken) : GenerateMixedAsync(client, requests, cancellationToken);
    }

    private static async IAsyncEnumerable<ChoiceUpdate> GenerateOneAsync(
        ITextClient client, TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in client.GenerateAsync(request, cancellationToken)) yield return new(0, update);
        yield return new(0, null);
    }

    private static async IAsyncEnumerable<ChoiceUpdate> GenerateMixedAsync(
        ITextClient client, ImmutableArray<TextRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mixed = Channel.CreateBounded<ChoiceUpdate>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
        var all = Task.WhenAll(requests.Select((request, choice) => PumpAsync(client, request, choice, mixed.Writer, giveUp.Token)));
        try
        {
            for (var left = requests.Length; left > 0;)
            {
                ChoiceUpdate update;
                while (!mixed.Reader.TryRead(out update)) await mixed.Reader.WaitToReadAsync(cancellationToken); // throws what a choice failed with
                if (update.Update is null) left--;
                yield return update;
            }
        }
        finally
        {
            await giveUp.CancelAsync();
            await all;
        }
    }

    private static async Task PumpAsync(ITextClient client, TextRequest request, int choice, ChannelWriter<ChoiceUpdate> mixed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var update in client.GenerateAsync(request, cancellationToken)) await mixed.WriteAsync(new(choice, update), cancellationToken);
            await mixed.WriteAsync(new(choice, null), cancellationToken);
        }
        catch (Exception exception)
        {
            // The reader gets the first of them behind what was delivered.
            mixed.TryComplete(exception);
        }
    }
}
