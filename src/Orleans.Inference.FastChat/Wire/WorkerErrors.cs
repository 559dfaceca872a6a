using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>What the errors of external workers are to their callers.</summary>
internal static partial class WorkerErrors
{
    private const int ContextOverflow = 40303;
    private const int MaxTextLength = 500;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The error of an answer that has FastChat's number of one.</summary>
    public static InferenceException Of(int code, string? text, string model, WorkerId worker, int queueLength)
    {
        var words = text is { Length: > MaxTextLength } ? $"{text[..MaxTextLength]}…" : text ?? "";
        return code switch
        {
            ContextOverflow when Numbers().Match(words) is { Success: true } numbers => Context(Number(numbers, "context"), Number(numbers, "prompt")),
            ContextOverflow => new InvalidInputException("prompt", "one that fits the model's context", words),
            >= 40000 and < 42900 => new InvalidInputException("request", $"what the worker {worker} takes", $"{words} ({code})"),
            >= 42900 and < 43000 => new QueueFullException(model, queueLength, DefaultRetryAfter),
            50005 => new NoWorkerException(model, $"the worker {worker} has none: {words}"),
            50004 or 50006 => new NoWorkerException(model, $"the worker {worker} lost it: {words}") { WasRunning = true },
            _ => new ExecutionFailedException(model, $"{words} ({code}, from {worker})"),
        };
    }

    /// <summary>The error of a call that failed.</summary>
    public static InferenceException Of(WorkerCallException exception, string model, WorkerId worker, int queueLength) => exception.Failure switch
    {
        CallFailure.Busy => new QueueFullException(model, queueLength, exception.RetryAfter ?? DefaultRetryAfter),
        CallFailure.Refused => new InvalidInputException("request", $"what the worker {worker} takes", exception.Message),
        CallFailure.Malformed => new ExecutionFailedException(model, $"the worker {worker} gave no answer that can be read: {exception.Message}"),
        CallFailure.Lost => new NoWorkerException(model, $"the worker {worker} was lost: {exception.Message}") { WasRunning = true },
        _ => new NoWorkerException(model, $"the worker {worker} cannot be reached: {exception.Message}"),
    };

    /// <summary>A prompt that leaves no room for an answer.</summary>
    public static InvalidInputException Context(int contextLength, int promptTokens) => new(
        "prompt", $"one that leaves room for an answer, as this model's maximum context length is {contextLength} tokens", $"messages of {promptTokens} tokens; reduce their length");

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("context length is (?<context>[0-9]+) tokens.*?(?<prompt>[0-9]+) tokens", RegexOptions.Singleline)]
    private static partial Regex Numbers();
}
