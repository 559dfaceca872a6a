namespace Orleans.Inference.Transport;

/// <summary>Waits for the bodies of requests whose large inputs travel beside the call.</summary>
internal sealed class RequestBodies : IDisposable
{
    private readonly DataListener _listener;
    private readonly BodyMemory _memory;
    private readonly TimeProvider _timeProvider;
    private readonly BodyInbox _pieces;
    private readonly IdleSweep _sweep;

    public RequestBodies(DataListener listener, BodyMemory memory, TimeProvider timeProvider)
    {
        (_listener, _memory, _timeProvider) = (listener, memory, timeProvider);
        _pieces = memory.NewInbox(inOrder: false);
        _sweep = new(_pieces.DropIdle, timeProvider);
    }

    /// <summary>Waits for the bodies of a request.</summary>
    /// <param name="request">The request, some of whose inputs are detached.</param>
    /// <param name="terms">The terms, which say how the bodies come and how long the caller still waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request with them, what is left of its terms, and what gives their memory back.</returns>
    /// <exception cref="InvalidInputException">They are too large.</exception>
    /// <exception cref="NoWorkerException">They do not arrive.</exception>
    /// <exception cref="DeadlineExceededException">They do not arrive in time.</exception>
    public async Task<ReceivedRequest> ReceiveAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        if (terms.TimeRemaining <= TimeSpan.Zero) throw new DeadlineExceededException(request.Model, request.Timeout ?? terms.TimeRemaining);
        var lengths = LargeBodies.LengthsOf(request.Inputs);
        CheckLengths(request);
        var started = _timeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource(terms.TimeRemaining, _timeProvider);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var bodies = await InboxOf(terms.Bodies).ReceiveAsync(terms.Bodies.Id, lengths, giveUp.Token).ConfigureAwait(false);
            return new(
                request.With(LargeBodies.Attach(request.Inputs, bodies.Bodies)),
                terms with { TimeRemaining = terms.TimeRemaining - _timeProvider.GetElapsedTime(started) },
                bodies);
        }
        catch (BodiesLostException exception)
        {
            throw new NoWorkerException(request.Model, $"its inputs did not arrive: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeadlineExceededException(request.Model, terms.TimeRemaining);
        }
    }

    /// <summary>Takes in a piece that came by a grain call.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public void Add(long transfer, BodyPiece piece)
    {
        try
        {
            _sweep.Start();
            DataFrame frame = new(DataFrameKind.Piece, piece.Tensor, piece.Bytes.Memory.Length, transfer, piece.Offset, piece.Total);
            var target = _pieces.Begin(frame, out var begun);
            if (begun is null) return;
            piece.Bytes.Memory.CopyTo(target);
            _pieces.End(frame, begun, isWritten: true);
        }
        catch (DataProtocolException exception)
        {
            throw new InvalidInputException("piece of a tensor", "one of those that follow from its length", exception.Message);
        }
        finally
        {
            BodyPieces.GiveBack(piece.Bytes);
        }
    }

    /// <summary>Forgets the pieces of a request that was given up.</summary>
    public void Drop(long transfer) => _pieces.Forget(transfer, "its sender gave it up");

    /// <summary>The bodies of a request are of no use, those that are still to come among them.</summary>
    public void Refuse(BodyTransfer transfer)
    {
        var inbox = transfer.Connection == 0 ? _pieces : _listener.Find(transfer.Connection)?.Inbox;
        inbox?.GiveUp(transfer.Id, "the request was refused");
    }

    public void Dispose() => _sweep.Dispose();

    private BodyInbox InboxOf(BodyTransfer transfer) => transfer.Connection == 0
        ? _pieces
        : _listener.Find(transfer.Connection)?.Inbox ?? throw new BodiesLostException("the data connection ended");

    private void CheckLengths(InferenceRequest request)
    {
        foreach (var (name, tensor) in request.Inputs)
        {
            if (tensor is not { IsDetached: true } || tensor.ByteLength <= _memory.MaxBodyBytes) continue;
            throw new InvalidInputException($"input '{name}'", $"at most {_memory.MaxBodyBytes} bytes", $"{tensor} of {tensor.ByteLength} bytes");
        }
    }
}

/// <summary>A request whose bodies are there.</summary>
/// <param name="Request">The request.</param>
/// <param name="Terms">What is left of its terms.</param>
/// <param name="Bodies">Gives the memory of the bodies back. It is to be disposed when nothing reads them any more.</param>
internal readonly record struct ReceivedRequest(InferenceRequest Request, AttemptTerms Terms, IDisposable? Bodies);
