using Orleans.Inference.FastChat.Conversations;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Workers;

/// <summary>What a worker tells of a model, asked once; forgotten when the worker registers again.</summary>
internal sealed class ModelFacts(WorkerApi api, string model)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private Task<int>? _contextLength;
    private Task<ConversationTemplate>? _template;

    /// <summary>How many tokens prompt and answer may have together; 0 where the worker does not tell.</summary>
    public Task<int> GetContextLengthAsync(CancellationToken cancellationToken) => Share(ref _contextLength, AskContextLengthAsync).WaitAsync(cancellationToken);

    /// <summary>The template of its chats.</summary>
    public Task<ConversationTemplate> GetTemplateAsync(CancellationToken cancellationToken) => Share(ref _template, AskTemplateAsync).WaitAsync(cancellationToken);

    // What failed is asked again by the next one.
    private static Task<T> Share<T>(ref Task<T>? known, Func<Task<T>> ask) => known is { IsFaulted: false, IsCanceled: false } ? known : known = ask();

    private async Task<int> AskContextLengthAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await api.GetContextLengthAsync(model, limit.Token).ConfigureAwait(false);
        }
        catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing or CallFailure.Malformed)
        {
            return 0;
        }
        catch (OperationCanceledException)
        {
            throw Late();
        }
    }

    private async Task<ConversationTemplate> AskTemplateAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return ConversationTemplate.Read(await api.GetConversationAsync(model, limit.Token).ConfigureAwait(false));
        }
        catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing)
        {
            return ConversationTemplate.Plain;
        }
        catch (OperationCanceledException)
        {
            throw Late();
        }
    }

    private static WorkerCallException Late() => new(CallFailure.Lost, $"it did not answer a question within {Limit.TotalSeconds:0} s");
}
