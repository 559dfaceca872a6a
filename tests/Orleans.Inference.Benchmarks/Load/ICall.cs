namespace Orleans.Inference.Benchmarks.Load;

/// <summary>What one caller does again and again. A caller waits for each answer: an instance never has two calls under way.</summary>
internal interface ICall : IDisposable
{
    /// <summary>Sends one request. The time until this is done is the latency.</summary>
    Task SendAsync();

    /// <summary>Looks at the answer that came; its time is not counted.</summary>
    /// <exception cref="WrongAnswerException">It is not the right one.</exception>
    void Check();
}
