using System.Buffers;

namespace Orleans.Inference.Scheduling;

/// <summary>
/// The inputs of several requests as one tensor an input, in pooled buffers that are given back when this is disposed: row behind row, shorter sequences and
/// missing rows filled up.
/// </summary>
internal readonly struct BatchInputs : IDisposable
{
    private readonly byte[]?[] _rented;

    public BatchInputs(List<PendingRequest> batch)
    {
        var model = batch[0].Model;
        Rows = batch.Sum(request => request.Rows);
        RunRows = model.Sizes.RunSize(Rows);
        Length = model.Padding is { } padding ? batch.Max(request => padding.LengthOf(request.Inputs)) : 0;
        var count = batch[0].Inputs.Length;
        Tensors = new Tensor[count];
        _rented = new byte[]?[count];
        for (var input = 0; input < count; input++) Tensors[input] = Join(batch, input, out _rented[input]);
    }

    public Tensor[] Tensors { get; }

    /// <summary>Rows of the requests.</summary>
    public long Rows { get; }

    /// <summary>Rows of the run: those of the requests, and what fills them up.</summary>
    public long RunRows { get; }

    /// <summary>To what length the requests are padded; 0 where they are not.</summary>
    public long Length { get; }

    public void Dispose()
    {
        foreach (var buffer in _rented)
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Tensor Join(List<PendingRequest> batch, int input, out byte[]? rented)
    {
        var first = batch[0].Inputs[input];
        var shape = first.Shape.ToArray();
        shape[0] = RunRows;
        rented = null;
        if (first.ElementType == ElementType.String) return JoinStrings(batch, input, shape);

        var padding = batch[0].Model.Padding;
        var axis = padding?.AxisOfInput(input) ?? -1;
        if (axis >= 0) shape[axis] = Length;
        var size = first.ElementType.SizeInBytes();
        var total = checked((int)(TensorShape.Product(shape) * size));
        rented = ArrayPool<byte>.Shared.Rent(total);
        var target = rented.AsSpan(0, total);
        var position = 0;
        foreach (var request in batch)
        {
            var tensor = request.Inputs[input];
            if (axis < 0)
            {
                tensor.Bytes.Span.CopyTo(target[position..]);
                position += tensor.Bytes.Length;
                continue;
            }

            var (own, padded) = ((int)TensorShape.Product(tensor.Shape[axis..]) * size, (int)TensorShape.Product(shape.AsSpan(axis)) * size);
            var length = checked((int)(request.Rows * (total / RunRows)));
            StridedCopy.Copy(tensor.Bytes.Span, own, target.Slice(position, length), padded, padding!.FillingOf(input));
            position += length;
        }

        RepeatLastRow(target, position, total / (int)RunRows);
        return Tensor.FromBytes(first.ElementType, rented.AsMemory(0, total), shape);
    }

    // Rows that any model can bear: somebody's own.
    private static void RepeatLastRow(Span<byte> target, int position, int rowLength)
    {
        for (; position < target.Length && rowLength > 0; position += rowLength) target.Slice(position - rowLength, rowLength).CopyTo(target[position..]);
    }

    private Tensor JoinStrings(List<PendingRequest> batch, int input, long[] shape)
    {
        List<ReadOnlyMemory<byte>> strings = [];
        foreach (var request in batch) strings.AddRange(request.Inputs[input].Utf8Strings);
        var rowLength = (int)(strings.Count / Rows);
        for (var row = Rows; row < RunRows; row++) strings.AddRange(strings.GetRange(strings.Count - rowLength, rowLength));
        return Tensor.CreateStrings([.. strings], shape);
    }
}
