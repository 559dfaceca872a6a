using System.Buffers;

namespace Orleans.Inference.Transport;

/// <summary>Bodies in pieces, each by a grain call of its own, where there is no data connection. Several are on their way at once.</summary>
internal static class BodyPieces
{
    private const int InFlight = 4;

    /// <summary>Brings bodies to a worker.</summary>
    public static Task SendAsync(IWorkerGrain grain, long transfer, ReadOnlyMemory<byte>[] bodies, CancellationToken cancellationToken) =>
        ForEachAsync(Cut([.. bodies.Select(body => (long)body.Length)]), (piece, token) =>
        {
            var body = bodies[piece.Tensor];
            var bytes = body.Slice((int)piece.Offset, piece.Length);
            return grain.SendPieceAsync(transfer, new(piece.Tensor, piece.Offset, body.Length, new(bytes)), token);
        }, cancellationToken);

    /// <summary>Fetches bodies from a worker.</summary>
    public static async Task<ReadOnlyMemory<byte>[]> FetchAsync(IWorkerGrain grain, long transfer, long[] lengths, CancellationToken cancellationToken)
    {
        byte[][] bodies = [.. lengths.Select(length => GC.AllocateUninitializedArray<byte>((int)length))];
        await ForEachAsync(Cut(lengths), async (piece, token) =>
        {
            var fetched = await grain.FetchPieceAsync(transfer, piece.Tensor, piece.Offset, token).ConfigureAwait(false);
            if (fetched.Bytes.Memory.Length != piece.Length) throw new BodiesLostException($"a piece of {piece.Length} bytes has {fetched.Bytes.Memory.Length}");
            fetched.Bytes.Memory.CopyTo(bodies[piece.Tensor].AsMemory((int)piece.Offset));
            GiveBack(fetched.Bytes);
        }, cancellationToken).ConfigureAwait(false);
        return [.. bodies.Select(body => (ReadOnlyMemory<byte>)body)];
    }

    /// <summary>Gives back the buffer that a piece was read into.</summary>
    public static void GiveBack(PieceBytes bytes)
    {
        if (bytes.Rented is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }

    private static Task ForEachAsync(IEnumerable<Piece> pieces, Func<Piece, CancellationToken, Task> send, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(pieces, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken }, async (piece, token) =>
            await send(piece, token).ConfigureAwait(false));

    private static IEnumerable<Piece> Cut(long[] lengths)
    {
        for (var tensor = 0; tensor < lengths.Length; tensor++)
        {
            for (var offset = 0L; offset < lengths[tensor]; offset += LargeBodies.PieceLength)
            {
                yield return new(tensor, offset, (int)Math.Min(LargeBodies.PieceLength, lengths[tensor] - offset));
            }
        }
    }

    private readonly record struct Piece(int Tensor, long Offset, int Length);
}
