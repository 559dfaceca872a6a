namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>A protocol whose requests are mutated.</summary>
internal abstract class FuzzedProtocol
{
    /// <summary>Good requests.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>A request with a body.</summary>
    public abstract HttpRequestMessage Request(byte[] body, Random random);

    /// <summary>Fails when an answer is wrong for what was sent.</summary>
    /// <param name="sent">The body that was sent.</param>
    /// <param name="response">The answer's status and headers.</param>
    /// <param name="answer">The answer's body.</param>
    public abstract void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer);

    /// <summary>Whether a request was refused. Fails when the server says that the fault is its own.</summary>
    public virtual bool IsRefusal(HttpResponseMessage response, byte[] answer)
    {
        Assert.InRange((int)response.StatusCode, 200, 499);
        return !response.IsSuccessStatusCode;
    }

    /// <summary>The text of an error in the protocol's own form, which names what is wrong.</summary>
    public abstract string ErrorOf(HttpResponseMessage response, byte[] answer);
}
