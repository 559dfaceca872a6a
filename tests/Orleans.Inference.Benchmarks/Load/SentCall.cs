namespace Orleans.Inference.Benchmarks.Load;

/// <summary>A call that checks its own answer.</summary>
internal sealed class SentCall(Func<Task> send) : ICall
{
    public Task SendAsync() => send();

    public void Check()
    {
    }

    public void Dispose()
    {
    }
}
