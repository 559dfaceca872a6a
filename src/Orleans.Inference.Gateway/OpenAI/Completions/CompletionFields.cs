using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>The fields that calls for chats and for continuations have in common, with the protocol's defaults.</summary>
internal sealed class CompletionFields
{
    private const int MostPerPrompt = 16;
    private const int MostChoices = 128;
    private const double MostRepetitionPenalty = 10;
    private static readonly double LongestTimeout = InferenceRequest.MaxTimeout.TotalSeconds;

    private string? _model, _affinityKey, _dispatchPolicy;
    private double _temperature = 1, _topP = 1, _repetitionPenalty = 1, _presencePenalty, _frequencyPenalty;
    private int _topK = -1, _choices = 1;
    private ImmutableArray<string> _stop = [];
    private ImmutableArray<int> _stopTokens = [];
    private TimeSpan? _timeout;
    private InferencePriority _priority = InferencePriority.Default;
    private bool _includesUsage;

    public int? MaxTokens { get; set; }

    public bool IsStream { get; private set; }

    /// <summary>How many choices each prompt has.</summary>
    public int Choices => _choices;

    /// <summary>Reads the field whose key is being read; one that nobody knows is passed over.</summary>
    public void Read(ref Utf8JsonReader json)
    {
        if (json.IsKey("model"u8)) _model = json.ReadText("model");
        else if (json.IsKey("stream"u8)) IsStream = json.ReadOptionalFlag("stream");
        else if (json.IsKey("stream_options"u8)) _includesUsage = ReadIncludeUsage(ref json);
        else if (json.IsKey("max_tokens"u8)) MaxTokens = json.ReadOptionalInteger("max_tokens", 1) ?? MaxTokens;
        else if (json.IsKey("n"u8)) _choices = json.ReadOptionalInteger("n", 1, MostPerPrompt) ?? 1;
        else if (json.IsKey("stop"u8)) _stop = StopReader.ReadTexts(ref json);
        else if (json.IsKey("stop_token_ids"u8)) _stopTokens = StopReader.ReadTokens(ref json);
        else if (json.IsKey("logit_bias"u8)) json.ReadNothing("logit_bias");
        else if (!ReadSampling(ref json) && !ReadRouting(ref json)) json.ReadPast();
    }

    /// <summary>Makes the call: each prompt as often as choices are wanted of it.</summary>
    /// <param name="prompts">A request for each prompt, which says nothing of what was read here.</param>
    public CompletionCall ToCall(params ReadOnlySpan<TextRequest> prompts)
    {
        if (string.IsNullOrEmpty(_model)) throw new InvalidInputException("model", "the name of a model", "none");
        if (prompts.Length * _choices > MostChoices)
            throw new InvalidInputException("n", $"at most {MostChoices} choices of all prompts together", $"{_choices} of each of {prompts.Length}");
        var requests = ImmutableArray.CreateBuilder<TextRequest>(prompts.Length * _choices);
        foreach (var prompt in prompts)
        {
            var request = Complete(prompt, _model);
            for (var choice = 0; choice < _choices; choice++) requests.Add(request);
        }

        return new(_model, requests.MoveToImmutable(), _choices, IsStream, _includesUsage);
    }

    private bool ReadSampling(ref Utf8JsonReader json)
    {
        if (json.IsKey("temperature"u8)) _temperature = json.ReadOptionalNumber("temperature", 0, 2) ?? 1;
        else if (json.IsKey("top_p"u8)) _topP = json.ReadOptionalNumber("top_p", 0, 1) ?? 1;
        else if (json.IsKey("top_k"u8)) _topK = json.ReadOptionalInteger("top_k", -1) is > 0 and var few ? few : -1;
        else if (json.IsKey("presence_penalty"u8)) _presencePenalty = json.ReadOptionalNumber("presence_penalty", -2, 2) ?? 0;
        else if (json.IsKey("frequency_penalty"u8)) _frequencyPenalty = json.ReadOptionalNumber("frequency_penalty", -2, 2) ?? 0;
        else if (json.IsKey("repetition_penalty"u8)) _repetitionPenalty = ReadRepetitionPenalty(ref json);
        else return false;
        return true;
    }

    // What the protocol does not have: how this system is to serve the call.
    private bool ReadRouting(ref Utf8JsonReader json)
    {
        if (json.IsKey("affinity_key"u8)) _affinityKey = json.ReadOptionalText("affinity_key");
        else if (json.IsKey("dispatch_policy"u8)) _dispatchPolicy = json.ReadOptionalText("dispatch_policy");
        else if (json.IsKey("priority"u8)) _priority = Priorities.Of(json.ReadOptionalInteger("priority", 0) ?? 0);
        else if (json.IsKey("timeout"u8)) _timeout = ReadTimeout(ref json);
        else return false;
        return true;
    }

    private static double ReadRepetitionPenalty(ref Utf8JsonReader json) =>
        json.ReadOptionalNumber("repetition_penalty", 0, MostRepetitionPenalty) is var penalty && penalty != 0
            ? penalty ?? 1
            : throw json.Unexpected("repetition_penalty", "more than 0");

    // In seconds, as these clients have their own; 0 means the server's default.
    private static TimeSpan? ReadTimeout(ref Utf8JsonReader json) =>
        json.ReadOptionalNumber("timeout", 0, LongestTimeout) is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 1e-3)) : null;

    private static bool ReadIncludeUsage(ref Utf8JsonReader json)
    {
        const string Subject = "stream_options";
        if (!json.ReadOptionalStart(JsonTokenType.StartObject, Subject)) return false;
        var includesUsage = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("include_usage"u8)) includesUsage = json.ReadOptionalFlag($"{Subject}.include_usage");
            else json.ReadPast();
        }

        return includesUsage;
    }

    private TextRequest Complete(TextRequest prompt, string model) => prompt with
    {
        Model = model,
        MaxNewTokens = MaxTokens,
        Temperature = _temperature,
        TopP = _topP,
        TopK = _topK,
        RepetitionPenalty = _repetitionPenalty,
        PresencePenalty = _presencePenalty,
        FrequencyPenalty = _frequencyPenalty,
        Stop = _stop,
        StopTokens = _stopTokens,
        Timeout = _timeout,
        Priority = _priority,
        DispatchPolicy = _dispatchPolicy,
        AffinityKey = _affinityKey,
    };
}
