namespace Orleans.Inference.FastChatWorker;

/// <summary>What a fake worker does; may be changed while it runs.</summary>
public sealed class FakeWorkerPlan
{
    /// <summary>Its models.</summary>
    public string[] Models { get; set; } = ["vicuna"];

    /// <summary>The whole of what it says. A prompt that ends in a beginning of it is gone on with.</summary>
    public string Answer { get; set; } = "The quick brown fox jumps over the lazy dog.";

    public double Speed { get; set; } = 1;

    public int QueueLength { get; set; }

    public bool IsMultimodal { get; set; }

    public bool HasEmbeddings { get; set; } = true;

    /// <summary>Whether vectors are told as Base64.</summary>
    public bool EmbedsBase64 { get; set; }

    /// <summary>0 for a worker that tells neither context nor tokens nor template.</summary>
    public int ContextLength { get; set; } = 2048;

    /// <summary>The finish reason; <see langword="null"/> for a worker that never says why it ends.</summary>
    public string? FinishReason { get; set; } = "stop";

    /// <summary>After how many pieces the connection is cut; <see langword="null"/> for never. 0 is before the first one.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>Whether requests, status included, are taken and never answered.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether its streams wait after their first piece until they are aborted.</summary>
    public bool WaitsAfterFirst { get; set; }

    /// <summary>FastChat's number of an error, and its words, that is answered instead of a text.</summary>
    public (int Code, string Text)? Error { get; set; }

    /// <summary>Into writes of how many bytes its stream is cut; 0 for whole pieces, <see cref="int.MaxValue"/> for all pieces in one.</summary>
    public int WriteSize { get; set; }

    /// <summary>The template of its chats: style and separators of Vicuna, unless another one is given.</summary>
    public string Conversation { get; set; } =
        """{"name":"vicuna_v1.1","system_template":"{system_message}","system_message":"A chat.","roles":["USER","ASSISTANT"],"messages":[],"offset":0,"sep_style":2,"sep":" ","sep2":"</s>","stop_str":null,"stop_token_ids":null}""";
}
