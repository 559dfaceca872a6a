using System.Globalization;
using System.Text;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>
/// The classification extension: the best classes of each row as texts <c>score:index:label</c>, best first; without a label
/// <c>score:index</c>. As in Triton, the first dimension of two and more is the batch, the others together are the classes, and
/// floating point scores have six decimals.
/// </summary>
internal static class Classification
{
    public static Tensor Top(NamedTensor output, int classes, IReadOnlyList<string> labels)
    {
        var tensor = output.Tensor;
        return tensor.ElementType switch
        {
            ElementType.UInt8 => Top(tensor, tensor.AsSpan<byte>(), classes, labels),
            ElementType.UInt16 => Top(tensor, tensor.AsSpan<ushort>(), classes, labels),
            ElementType.UInt32 => Top(tensor, tensor.AsSpan<uint>(), classes, labels),
            ElementType.UInt64 => Top(tensor, tensor.AsSpan<ulong>(), classes, labels),
            ElementType.Int8 => Top(tensor, tensor.AsSpan<sbyte>(), classes, labels),
            ElementType.Int16 => Top(tensor, tensor.AsSpan<short>(), classes, labels),
            ElementType.Int32 => Top(tensor, tensor.AsSpan<int>(), classes, labels),
            ElementType.Int64 => Top(tensor, tensor.AsSpan<long>(), classes, labels),
            ElementType.Float16 => Top(tensor, tensor.AsSpan<Half>(), classes, labels),
            ElementType.BFloat16 => Top(tensor, Array.ConvertAll(tensor.ToArray<BFloat16>(), value => value.ToSingle()), classes, labels),
            ElementType.Float32 => Top(tensor, tensor.AsSpan<float>(), classes, labels),
            ElementType.Float64 => Top(tensor, tensor.AsSpan<double>(), classes, labels),
            var type => throw new InvalidInputException(
                $"parameter 'classification' of output '{output.Name}'", "an output of numbers", $"one of {Datatypes.NameOf(type)}"),
        };
    }

    private static Tensor Top<T>(Tensor tensor, ReadOnlySpan<T> scores, int classes, IReadOnlyList<string> labels)
        where T : IComparable<T>, IFormattable
    {
        var isBatch = tensor.Shape.Length > 1;
        var rows = isBatch ? (int)tensor.Shape[0] : 1;
        var width = rows == 0 ? 0 : scores.Length / rows;
        var kept = Math.Min(classes, width);
        var texts = new ReadOnlyMemory<byte>[rows * kept];
        var best = new PriorityQueue<int, Rank<T>>(kept + 1);
        for (var row = 0; row < rows; row++)
        {
            TopOfRow(scores.Slice(row * width, width), best, labels, texts.AsSpan(row * kept, kept));
        }

        return Tensor.CreateStrings(texts, isBatch ? [rows, kept] : [kept]);
    }

    // A queue of the best so far, its worst in front: n log k.
    private static void TopOfRow<T>(
        ReadOnlySpan<T> scores, PriorityQueue<int, Rank<T>> best, IReadOnlyList<string> labels, Span<ReadOnlyMemory<byte>> texts)
        where T : IComparable<T>, IFormattable
    {
        for (var index = 0; index < scores.Length; index++)
        {
            var rank = new Rank<T>(scores[index], index);
            if (best.Count < texts.Length) best.Enqueue(index, rank);
            else best.EnqueueDequeue(index, rank);
        }

        for (var place = texts.Length - 1; place >= 0; place--)
        {
            var index = best.Dequeue();
            texts[place] = Encoding.UTF8.GetBytes(Text(scores[index], index, labels));
        }
    }

    private static string Text<T>(T score, int index, IReadOnlyList<string> labels)
        where T : IFormattable
    {
        var format = score is Half or float or double ? "F6" : null;
        var text = $"{score.ToString(format, CultureInfo.InvariantCulture)}:{index.ToString(CultureInfo.InvariantCulture)}";
        return index < labels.Count ? $"{text}:{labels[index]}" : text;
    }

    /// <summary>Higher scores rank higher, NaN below all; of equal scores the first.</summary>
    private readonly record struct Rank<T>(T Score, int Index) : IComparable<Rank<T>>
        where T : IComparable<T>
    {
        public int CompareTo(Rank<T> other)
        {
            var order = Score.CompareTo(other.Score);
            return order != 0 ? order : other.Index.CompareTo(Index);
        }
    }
}
