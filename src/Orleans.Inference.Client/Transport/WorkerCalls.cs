namespace Orleans.Inference.Transport;

/// <summary>The calls of a worker of another process: the bodies of large tensors travel beside them.</summary>
/// <param name="grain">The worker.</param>
/// <param name="silo">The data connection to its silo.</param>
/// <param name="connections">All data connections.</param>
/// <param name="maxInCall">How many bytes go in the call itself where there is no data connection.</param>
internal sealed class WorkerCalls(IWorkerGrain grain, SiloData silo, DataConnections connections, long maxInCall = LargeBodies.MaxInCall)
{
    public Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        if (!LargeBodies.AnyLarge(request.Inputs))
        {
            var transfer = BeginAnswer(out var connection);
            return EndAnswer(grain.InferAsync(request, terms with { Bodies = transfer }, cancellationToken), connection, transfer);
        }

        return InferLargeAsync(request, terms, cancellationToken);
    }

    public Task<InferenceResponse> InferAfterLossAsync(InferenceRequest request, TimeSpan timeRemaining, Guid turn, CancellationToken cancellationToken)
    {
        if (!LargeBodies.AnyLarge(request.Inputs))
        {
            var transfer = BeginAnswer(out var connection);
            return EndAnswer(grain.InferAfterLossAsync(request, new(timeRemaining, Bodies: transfer), turn, cancellationToken), connection, transfer);
        }

        return SendAsync(request, (request, bodies, token) => grain.InferAfterLossAsync(request, new(timeRemaining, Bodies: bodies), turn, token), cancellationToken);
    }

    // By itself: what its lambda captures would be made for small requests too.
    private Task<InferenceResponse> InferLargeAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken) =>
        SendAsync(request, (request, bodies, token) => grain.InferAsync(request, terms with { Bodies = bodies }, token), cancellationToken);

    // Large outputs may come back of small inputs.
    private BodyTransfer BeginAnswer(out DataConnection? connection)
    {
        connection = silo.Open;
        return new(connection?.Id ?? 0, connections.NextTransfer());
    }

    private static Task<InferenceResponse> EndAnswer(Task<InferenceResponse> answer, DataConnection? connection, BodyTransfer transfer) =>
        connection is null ? answer : AwaitAsync(answer, connection, transfer.Id);

    // The outputs of an answer that was given up may be coming all the same.
    private static async Task<InferenceResponse> AwaitAsync(Task<InferenceResponse> answer, DataConnection connection, long transfer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not InferenceException)
        {
            connection.Inbox.GiveUp(transfer, "its call was given up");
            throw;
        }
    }

    private async Task<InferenceResponse> SendAsync(
        InferenceRequest request, Func<InferenceRequest, BodyTransfer, CancellationToken, Task<InferenceResponse>> call, CancellationToken cancellationToken)
    {
        var connection = await silo.GetAsync(cancellationToken).ConfigureAwait(false);
        BodyTransfer transfer = new(connection?.Id ?? 0, connections.NextTransfer());
        var (inputs, bodies) = LargeBodies.Detach(request.Inputs);
        if (connection is null && LargeBodies.SumOf(bodies) <= maxInCall) return await call(request, transfer, cancellationToken).ConfigureAwait(false);

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = call(request.With(inputs), transfer, giveUp.Token);
        if (connection is null) return await SendPiecesAsync(transfer.Id, bodies, answer, giveUp, request.Model, cancellationToken).ConfigureAwait(false);
        var sent = connection.Send(transfer.Id, bodies);
        try
        {
            await Task.WhenAny(answer, sent.Task).ConfigureAwait(false);
            if (!answer.IsCompleted && sent.Task.IsFaulted) throw Lost(request, sent.Task.Exception);
            return await answer.ConfigureAwait(false);
        }
        finally
        {
            sent.GiveUp();
            if (!answer.IsCompletedSuccessfully) connection.Inbox.GiveUp(transfer.Id, "its call was given up");
            await AbandonAsync(answer, giveUp).ConfigureAwait(false);
        }
    }

    private async Task<InferenceResponse> SendPiecesAsync(
        long transfer, ReadOnlyMemory<byte>[] bodies, Task<InferenceResponse> answer, CancellationTokenSource giveUp, string model, CancellationToken cancellationToken)
    {
        var sent = BodyPieces.SendAsync(grain, transfer, bodies, giveUp.Token);
        try
        {
            await Task.WhenAny(answer, sent).ConfigureAwait(false);
            if (!answer.IsCompleted) await sent.ConfigureAwait(false);
            return await answer.ConfigureAwait(false);
        }
        finally
        {
            if (!answer.IsCompletedSuccessfully) grain.DropPiecesAsync(transfer, CancellationToken.None).Ignore();
            await AbandonAsync(answer, giveUp).ConfigureAwait(false);
            sent.Ignore();
        }
    }

    private static async Task AbandonAsync(Task answer, CancellationTokenSource giveUp)
    {
        if (answer.IsCompleted) return;
        answer.Ignore();
        await giveUp.CancelAsync().ConfigureAwait(false);
    }

    private NoWorkerException Lost(InferenceRequest request, Exception? why) =>
        new(request.Model, $"the data connection to {silo.Silo} broke: {why?.InnerException?.Message ?? why?.Message}");
}
