using System.Buffers;

namespace Orleans.Inference.Scheduling;

/// <summary>The inputs of several requests as one tensor an input, in pooled buffers that are given back when this is disposed.</summary>
internal readonly struct BatchInputs : IDisposable
{
    private readonly byte[]?[] _rented;

    public BatchInputs(List<PendingRequest> batch)
    {
        var count = batch[0].Inputs.Length;
        Tensors = new Tensor[count];
        _rented = new byte[]?[count];
        for (var input = 0; input < count; input++) Tensors[input] = Concatenate(batch, input, out _rented[input]);
    }

    public Tensor[] Tensors { get; }

    public void Dispose()
    {
        foreach (var buffer in _rented)
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Tensor Concatenate(List<PendingRequest> batch, int input, out byte[]? rented)
    {
        var first = batch[0].Inputs[input];
        var shape = first.Shape.ToArray();
        shape[0] = batch.Sum(request => request.Inputs[input].Shape[0]);
        if (first.ElementType == ElementType.String)
        {
            rented = null;
            return Tensor.CreateStrings([.. batch.SelectMany(request => request.Inputs[input].Utf8Strings.ToArray())], shape);
        }

        var length = batch.Sum(request => request.Inputs[input].Bytes.Length);
        rented = ArrayPool<byte>.Shared.Rent(length);
        var position = 0;
        foreach (var request in batch)
        {
            var bytes = request.Inputs[input].Bytes.Span;
            bytes.CopyTo(rented.AsSpan(position));
            position += bytes.Length;
        }

        return Tensor.FromBytes(first.ElementType, rented.AsMemory(0, length), shape);
    }
}
