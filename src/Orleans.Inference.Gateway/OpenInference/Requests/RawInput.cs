namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>A body that is nothing but the elements of the model's only input. A variable first dimension of a batched model is 1; one other may be variable.</summary>
internal static class RawInput
{
    /// <summary>Reads the body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="model">The model.</param>
    public static async ValueTask<InferCall> ReadAsync(RequestBody body, ModelMetadata model)
    {
        if (model.Inputs is not [var input])
        {
            throw new InvalidInputException($"header {InferHeader.Name}", $"the length of the JSON: the model '{model.Name}' has {model.Inputs.Length} inputs, and a body without JSON is that of a model with one", "0");
        }

        var bytes = await BinaryInputs.ReadAllAsync(body);
        return new(null, CallParameters.Default with { BinaryOutputs = true }, [new(input.Name, Create(input, model, bytes))], [], []);
    }

    private static Tensor Create(TensorSpec input, ModelMetadata model, byte[] bytes)
    {
        var subject = $"binary data of input '{input.Name}'";
        var shape = ShapeOf(input, model, bytes.Length);

        // One element, whose length is that of the body.
        if (input.ElementType == ElementType.String) return Tensor.CreateStrings([bytes], shape);
        var elements = CheckedLength(subject, shape);
        BinaryTensor.CheckSize(subject, input.ElementType, shape, elements, bytes.Length);
        return BinaryTensor.Create(subject, input.ElementType, shape, elements, bytes);
    }

    private static long[] ShapeOf(TensorSpec input, ModelMetadata model, int bytes)
    {
        long[] shape = [.. input.Shape.Select(static dimension => dimension.IsVariable ? -1 : dimension.Size)];
        var isText = input.ElementType == ElementType.String;
        if (shape is [-1, ..] && (model.IsBatched || isText)) shape[0] = 1;
        var variable = Array.IndexOf(shape, -1);
        if (variable >= 0 && Array.LastIndexOf(shape, -1) != variable) throw Refuse(input, "at most one variable dimension beside the batch");
        if (isText)
        {
            if (variable >= 0) shape[variable] = 1;
            return Array.TrueForAll(shape, static dimension => dimension == 1) ? shape : throw Refuse(input, "an input of one element");
        }

        if (variable < 0) return shape;
        shape[variable] = 1;
        var row = CheckedLength(input.Name, shape) * input.ElementType.SizeInBytes();
        if (row > 0) shape[variable] = bytes / row; // what is left over does not fit the shape, and is refused by that
        return shape;
    }

    private static long CheckedLength(string subject, long[] shape) =>
        TensorShape.TryGetLength(shape, out var elements, out var problem) ? elements : throw new InvalidInputException(subject, "a shape that can be", problem);

    private static InvalidInputException Refuse(TensorSpec input, string expected) =>
        new($"header {InferHeader.Name}", $"the length of the JSON: a body without JSON is for {expected}", $"0 for input '{input.Name}' of {input}");
}
