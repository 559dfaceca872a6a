namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>How numbers get to the other process.</summary>
internal enum Side
{
    /// <summary>A <c>byte[]</c> in a grain call.</summary>
    StockBytes,

    /// <summary>A <c>float[]</c> in a grain call.</summary>
    StockFloats,

    /// <summary>A tensor in a grain call.</summary>
    Call,

    /// <summary>A tensor in pieces, by grain calls.</summary>
    Pieces,

    /// <summary>A tensor on a data connection, beside a grain call.</summary>
    Data,

    /// <summary>A socket and a buffer that is used again and again.</summary>
    Socket,
}

/// <summary>What a client process is to do: send bodies of a length one way, or call with small ones, perhaps beside a stream of bodies.</summary>
internal sealed record TransportOrder(Side Side, int Bytes, int Callers, double Seconds, bool IsProbe = false, int StreamBytes = 0);
