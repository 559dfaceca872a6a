namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads what comes behind the JSON: each tensor from the request's pipe into memory of its own, which it keeps.</summary>
internal static class BinaryInputs
{
    // Where nobody says how long the body is, memory grows with what really arrives.
    private const int LargestFirstBuffer = 1024 * 1024;

    /// <summary>Reads the elements of the inputs that lack them, up to the end of the body.</summary>
    /// <exception cref="InvalidInputException">They are not what the JSON announced.</exception>
    public static async ValueTask<InferCall> ReadAsync(InferCall call, RequestBody body)
    {
        CheckLength(call, body);
        var inputs = call.Inputs.ToBuilder();
        foreach (var awaited in call.Awaited)
        {
            var bytes = await ReadAsync(awaited, body);
            inputs[awaited.Index] = new(awaited.Name, BinaryTensor.Create(awaited.Subject, awaited.Type, awaited.Shape, awaited.Elements, bytes));
        }

        if (body.Length is null && await body.ReadAsync(new byte[1]) > 0) throw TooLong(call, "more");
        return call with { Inputs = inputs.DrainToImmutable(), Awaited = [] };
    }

    /// <summary>Reads a body that is binary as a whole.</summary>
    public static async ValueTask<byte[]> ReadAllAsync(RequestBody body)
    {
        if (body.Length is null)
        {
            using var pooled = await PooledBody.ReadAsync(body);
            return pooled.Span.ToArray();
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)body.Length.Value);
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = await body.ReadAsync(bytes.AsMemory(filled));
            if (read == 0) throw new InvalidInputException("request body", $"{bytes.Length} bytes", $"{filled}");
            filled += read;
        }

        return bytes;
    }

    private static void CheckLength(InferCall call, RequestBody body)
    {
        var end = body.Read;
        foreach (var awaited in call.Awaited)
        {
            end += awaited.Bytes;
            if (end > body.Length) throw TooShort(awaited, body.Length.Value - (end - awaited.Bytes));
            body.ThrowIfOver(end);
        }

        if (end < body.Length) throw TooLong(call, $"{body.Length - body.Read}");
    }

    private static async ValueTask<byte[]> ReadAsync(BinaryInput input, RequestBody body)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(body.Length is null ? Math.Min(input.Bytes, LargestFirstBuffer) : input.Bytes);
        for (var filled = 0; filled < input.Bytes;)
        {
            if (filled == bytes.Length) bytes = Grow(bytes, input.Bytes);
            var read = await body.ReadAsync(bytes.AsMemory(filled));
            if (read == 0) throw TooShort(input, filled);
            filled += read;
        }

        return bytes;
    }

    private static byte[] Grow(byte[] full, int most)
    {
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(2L * full.Length, most));
        full.CopyTo(larger, 0);
        return larger;
    }

    private static InvalidInputException TooShort(BinaryInput input, long given) => new(input.Subject, $"{input.Bytes} bytes", $"{given} until the end of the body");

    private static InvalidInputException TooLong(InferCall call, string given)
    {
        var expected = call.Awaited.Sum(static input => (long)input.Bytes);
        return new("request body", $"{expected} bytes behind the JSON, as the parameters 'binary_data_size' of the inputs say", given);
    }
}
