using System.Runtime.CompilerServices;
using Orleans.Inference.External;
using Orleans.Inference.FastChat.Conversations;
using Orleans.Inference.FastChat.Http;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Workers;

internal sealed partial class ExternalWorkerGrain
{
    private const string Stopped = "stop";

    public async IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, TimeSpan timeRemaining, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(request.Model, cancellationToken);
        using var call = Begin(request.Model, timeRemaining, cancellationToken);
        using var stream = await RunAsync(call, () => OpenAsync(request, call));
        StreamedText text = new();
        TextUsage? usage = null;
        var (any, ended) = (false, false);
        while (await RunAsync(call, () => ReadAsync(stream, call)) is { } chunk)
        {
            any = true;
            usage = chunk.Usage ?? usage;
            ended |= chunk.FinishReason is not null;
            var added = text.Take(chunk.Text) + (chunk.FinishReason is null ? "" : text.End());
            if (added.Length == 0 && chunk.FinishReason is null) continue;
            call.IsAnswered |= ended;
            yield return new() { Text = added, FinishReason = chunk.FinishReason, Usage = usage, LogProbabilities = chunk.LogProbabilities, Worker = Worker, Load = Load };
        }

        if (ended) yield break;
        if (!any) throw await EndedWithoutAWordAsync(call);
        // Some workers never say why they end.
        call.IsAnswered = true;
        yield return new() { Text = text.End(), FinishReason = Stopped, Usage = usage, Worker = Worker, Load = Load };
    }

    public async Task<TextUpdate> CompleteAsync(TextRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(request.Model, cancellationToken);
        using var call = Begin(request.Model, timeRemaining, cancellationToken);
        var chunk = await RunAsync(call, () => GenerateAsync(request, call));
        call.IsAnswered = true;
        StreamedText text = new();
        return new()
        {
            Text = text.Take(chunk.Text) + text.End(),
            FinishReason = chunk.FinishReason ?? Stopped,
            Usage = chunk.Usage,
            LogProbabilities = chunk.LogProbabilities,
            Worker = Worker,
            Load = Load,
        };
    }

    public async Task<int> CountTokensAsync(ModelKey model, string text, CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(model.Name, cancellationToken);
        using var call = Begin(model.Name, QuestionLimit, cancellationToken);
        return await RunAsync(call, () => _api.CountTokensAsync(model.Name, text, call.Token));
    }

    public async Task<TextModelDetails> GetTextModelAsync(ModelKey model, CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(model.Name, cancellationToken);
        using var call = Begin(model.Name, QuestionLimit, cancellationToken);
        return await RunAsync(call, async () => new TextModelDetails
        {
            ContextLength = await FactsOf(model.Name).GetContextLengthAsync(call.Token),
            ConversationTemplate = (await FactsOf(model.Name).GetTemplateAsync(call.Token)).Json,
        });
    }

    private static readonly TimeSpan QuestionLimit = TimeSpan.FromSeconds(10);

    private async Task<GenerateChunk> GenerateAsync(TextRequest request, ExternalCall call)
    {
        var body = await PrepareAsync(request, call);
        if (!_noGenerate)
        {
            try
            {
                return Check(await _api.GenerateAsync(body, call.Token), call);
            }
            catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing)
            {
                _noGenerate = true; // a controller of FastChat, which streams only
            }
        }

        using var stream = await _api.OpenStreamAsync(body, call.Token);
        GenerateChunk? last = null;
        while (await stream.ReadAsync(call.Token) is { } chunk) last = Check(chunk, call);
        return last ?? throw new WorkerCallException(CallFailure.Lost, "it ended without a word");
    }

    private async Task<GenerateStream> OpenAsync(TextRequest request, ExternalCall call) => await _api.OpenStreamAsync(await PrepareAsync(request, call), call.Token);

    private async Task<GenerateChunk?> ReadAsync(GenerateStream stream, ExternalCall call)
    {
        if (await stream.ReadAsync(call.Token) is not { } chunk) return null;
        _heardAt = timeProvider.GetTimestamp();
        return Check(chunk, call);
    }

    private GenerateChunk Check(GenerateChunk chunk, ExternalCall call) =>
        chunk.ErrorCode == 0 ? chunk : throw WorkerErrors.Of(chunk.ErrorCode, chunk.Text, call.Model, Worker, QueueLength);

    private async Task<ReadOnlyMemory<byte>> PrepareAsync(TextRequest request, ExternalCall call)
    {
        var facts = FactsOf(request.Model);
        var hasImages = !request.Images.IsDefaultOrEmpty || (!request.Messages.IsDefault && request.Messages.Any(static message => message.Parts.Any(static part => part.Image is not null)));
        if (hasImages && _known?.IsMultimodal != true) throw new InvalidInputException("message", $"text, as the model '{request.Model}' takes no images", "an image");
        var prompt = request.Prompt is { } said
            ? new RenderedPrompt(said + request.Continuation, request.Stop, request.StopTokens, request.Images.IsDefaultOrEmpty ? [] : [.. ImageSources.Of(request.Images)])
            : ChatRendering.Render(request, await facts.GetTemplateAsync(call.Token));
        return GenerateBody.Write(request, prompt, await new PromptFit(_api).FindMaxNewTokensAsync(request.Model, prompt.Text, request.MaxNewTokens, facts, call.Token));
    }

    private ModelFacts FactsOf(string model)
    {
        if (!_facts.TryGetValue(model, out var facts)) _facts.Add(model, facts = new(_api, model));
        return facts;
    }

    private ExternalCall Begin(string model, TimeSpan timeRemaining, CancellationToken cancellationToken)
    {
        _rate.Begin();
        QueueChanged();
        return new(model, timeRemaining, End, _givenUp.Token, cancellationToken);
    }

    private void End(bool isAnswered)
    {
        _rate.End(isAnswered);
        QueueChanged();
    }

    /// <summary>Runs a step of a call; what fails becomes the error for the caller, and a suspicion.</summary>
    private async Task<T> RunAsync<T>(ExternalCall call, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (WorkerCallException exception)
        {
            Suspect(exception);
            throw WorkerErrors.Of(exception, call.Model, Worker, QueueLength);
        }
        catch (OperationCanceledException) when (call.Token.IsCancellationRequested)
        {
            throw call.Cancelled(Worker);
        }
    }

    private Task<Exception> EndedWithoutAWordAsync(ExternalCall call)
    {
        WorkerCallException exception = new(CallFailure.Lost, "its stream ended without a word");
        Suspect(exception);
        return Task.FromResult<Exception>(WorkerErrors.Of(exception, call.Model, Worker, QueueLength));
    }

    /// <summary>Takes the worker back, when it is this activation's first call since its silo died.</summary>
    private async Task EnsureKnownAsync(string model, CancellationToken cancellationToken)
    {
        if (_known is null && HeldExternalWorkers.Find(subscription.Table, _url) is { } held) await ReviveAsync(held, cancellationToken);
        if (_known is not null && (model.Length == 0 || _models.Contains(model))) return;
        ForgetUnknown();
        throw new NoWorkerException(model, $"the worker {_url} {(_known is null ? "is not registered" : "does not have it any more")}");
    }
}
