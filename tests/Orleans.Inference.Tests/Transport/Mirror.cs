namespace Orleans.Inference.Tests.Transport;

internal static class Mirror
{
    /// <summary>Calls the model and sees that its outputs are its inputs.</summary>
    public static async Task CheckAsync(IInferenceClient client, InferenceRequest request)
    {
        var response = await client.InferAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(request.Inputs.Select(input => input.Name), response.Outputs.Select(output => output.Name));
        foreach (var (name, sent) in request.Inputs)
        {
            var received = response[name];
            Assert.Equal(sent.ToString(), received.ToString());
            Assert.True(sent.Bytes.Span.SequenceEqual(received.Bytes.Span));
            if (sent.ElementType == ElementType.String) Assert.Equal(sent.ToArray<string>(), received.ToArray<string>());
        }
    }
}
