namespace Orleans.Inference.Transport;

/// <summary>Completes the answers of workers of other processes with the bodies of outputs that travel beside them.</summary>
internal sealed class AnswerBodies(DataConnections connections, IGrainFactory grains)
{
    /// <summary>Whether an answer has large outputs, here or on their way.</summary>
    public static bool Concerns(InferenceResponse response)
    {
        foreach (var (_, tensor) in response.Outputs.AsSpan())
        {
            if (tensor is not null && tensor.ByteLength >= LargeBodies.Threshold) return true;
        }

        return false;
    }

    /// <summary>Waits for the bodies of an answer.</summary>
    /// <exception cref="ExecutionFailedException">An output is larger than this process takes.</exception>
    /// <exception cref="NoWorkerException">They will not come.</exception>
    public async ValueTask<InferenceResponse> CompleteAsync(InferenceResponse response, CancellationToken cancellationToken)
    {
        if (response.Bodies.Connection == 0 && response.Worker.Silo is { } silo) connections.Find(silo)?.Prepare(); // the next ones may come by a data connection
        CheckLengths(response);
        if (!LargeBodies.AnyDetached(response.Outputs)) return response;
        try
        {
            var lengths = LargeBodies.LengthsOf(response.Outputs);
            var bodies = response.Bodies.Connection == 0
                ? await FetchAsync(response, lengths, cancellationToken).ConfigureAwait(false)
                : await ReceiveAsync(response.Bodies, lengths, cancellationToken).ConfigureAwait(false);
            return response.With(LargeBodies.Attach(response.Outputs, bodies), default);
        }
        catch (BodiesLostException exception)
        {
            throw new NoWorkerException(response.Model, $"the answer of the worker {response.Worker} did not arrive: {exception.Message}");
        }
    }

    // Another worker's answer would be as large.
    private void CheckLengths(InferenceResponse response)
    {
        foreach (var (name, tensor) in response.Outputs.AsSpan())
        {
            if (tensor is null || tensor.ByteLength <= connections.MaxTensorBytes) continue;
            GiveUp(response);
            throw new ExecutionFailedException(response.Model, $"its output '{name}', {tensor}, has {tensor.ByteLength} bytes; the caller takes at most {connections.MaxTensorBytes}.");
        }
    }

    private void GiveUp(InferenceResponse response)
    {
        if (!LargeBodies.AnyDetached(response.Outputs)) return;
        if (response.Bodies.Connection != 0) connections.Find(response.Bodies.Connection)?.Inbox.GiveUp(response.Bodies.Id, "it is too large");
        else grains.GetWorker(response.Worker).DropPiecesAsync(response.Bodies.Id, CancellationToken.None).Ignore();
    }

    private async Task<ReadOnlyMemory<byte>[]> ReceiveAsync(BodyTransfer transfer, long[] lengths, CancellationToken cancellationToken)
    {
        var connection = connections.Find(transfer.Connection) ?? throw new BodiesLostException("the data connection ended");
        using var received = await connection.Inbox.ReceiveAsync(transfer.Id, lengths, cancellationToken).ConfigureAwait(false);
        return received.Bodies; // the caller's from now on, as the buffers are the garbage collector's
    }

    private async Task<ReadOnlyMemory<byte>[]> FetchAsync(InferenceResponse response, long[] lengths, CancellationToken cancellationToken)
    {
        var grain = grains.GetWorker(response.Worker);
        try
        {
            return await BodyPieces.FetchAsync(grain, response.Bodies.Id, lengths, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            grain.DropPiecesAsync(response.Bodies.Id, CancellationToken.None).Ignore();
            throw;
        }
    }
}
