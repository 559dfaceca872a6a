namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>What elements are read for.</summary>
/// <param name="Subject">The input, as errors name it.</param>
/// <param name="Datatype">The protocol's name of the element type.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Length">How many elements the shape asks for.</param>
/// <param name="BytesLeft">How many bytes of JSON there are for them.</param>
internal readonly record struct ElementTarget(string Subject, string Datatype, long[] Shape, long Length, int BytesLeft)
{
    /// <summary>Whether the JSON is long enough for so many elements: each takes a byte, and one to part it from the next.</summary>
    public bool IsPlausible => Length <= (BytesLeft / 2) + 1;

    public InvalidInputException WrongLength(long given) =>
        new(Subject, $"{Length} elements as the shape {TensorShape.Format(Shape)} asks for", $"{given}");

    public InvalidInputException TooLarge() => new(
        Subject, "at most 2 GiB of elements", $"the shape {TensorShape.Format(Shape)} of {Datatype}");

    public InvalidInputException Ragged(int dimension, long given, int before) => new(
        Subject,
        $"arrays of {Shape[dimension]} at depth {dimension + 1} of the nested data, as the shape {TensorShape.Format(Shape)} asks for",
        $"one of {given} after {before} elements");
}
