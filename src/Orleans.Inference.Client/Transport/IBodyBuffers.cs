namespace Orleans.Inference.Transport;

/// <summary>Where the memory comes from that bodies are received into.</summary>
internal interface IBodyBuffers
{
    /// <summary>A buffer of at least a length; what is in it is undefined.</summary>
    byte[] Rent(int length);

    /// <summary>Takes a buffer back that nobody uses any more.</summary>
    void Return(byte[] buffer);
}

/// <summary>Buffers that are the garbage collector's, for tensors that are given away.</summary>
internal sealed class CollectedBuffers : IBodyBuffers
{
    public byte[] Rent(int length) => GC.AllocateUninitializedArray<byte>(length);

    public void Return(byte[] buffer)
    {
    }
}
