namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>How a call is to be treated.</summary>
/// <param name="Timeout">How long the caller waits; <see langword="null"/> means the client's default.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="DispatchPolicy">How a worker is chosen; <see langword="null"/> means as the model says.</param>
/// <param name="AffinityKey">What belongs together.</param>
/// <param name="Hedge">Whether a late call is tried on a second worker; <see langword="null"/> means as the model says.</param>
/// <param name="BinaryOutputs">Whether outputs are wanted as binary data, unless they say otherwise.</param>
internal readonly record struct CallParameters(
    TimeSpan? Timeout, InferencePriority Priority, string? DispatchPolicy, string? AffinityKey, bool? Hedge, bool BinaryOutputs)
{
    private static readonly long LongestTimeout = (long)InferenceRequest.MaxTimeout.TotalMicroseconds;

    public static CallParameters Default => new(null, InferencePriority.Default, null, null, null, false);

    /// <summary>These and one more. What means nothing here is passed over, as the protocol allows.</summary>
    /// <exception cref="InvalidInputException">It asks for what there is not.</exception>
    public CallParameters With<T>(ref T parameter)
        where T : IParameter, allows ref struct
    {
        if (parameter.IsNamed("timeout"u8)) return this with { Timeout = ReadTimeout(ref parameter) };
        if (parameter.IsNamed("priority"u8)) return this with { Priority = Priorities.Of(parameter.ReadCount("parameter 'priority'", long.MaxValue)) };
        if (parameter.IsNamed("dispatch_policy"u8)) return this with { DispatchPolicy = parameter.ReadOptionalText("parameter 'dispatch_policy'") };
        if (parameter.IsNamed("affinity_key"u8)) return this with { AffinityKey = parameter.ReadOptionalText("parameter 'affinity_key'") };
        if (parameter.IsNamed("hedge"u8)) return this with { Hedge = parameter.ReadFlag("parameter 'hedge'") };
        if (parameter.IsNamed("binary_data_output"u8)) return this with { BinaryOutputs = parameter.ReadFlag("parameter 'binary_data_output'") };
        if (parameter.IsNamed("sequence_id"u8)) RefuseSequence(ref parameter, "sequence_id");
        else if (parameter.IsNamed("sequence_start"u8)) RefuseSequence(ref parameter, "sequence_start");
        else if (parameter.IsNamed("sequence_end"u8)) RefuseSequence(ref parameter, "sequence_end");
        else parameter.Pass();
        return this;
    }

    // Microseconds; 0 means the server's default.
    private static TimeSpan? ReadTimeout<T>(ref T parameter)
        where T : IParameter, allows ref struct =>
        parameter.ReadCount("parameter 'timeout' (in microseconds)", LongestTimeout) is > 0 and var microseconds
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    private static void RefuseSequence<T>(ref T parameter, string name)
        where T : IParameter, allows ref struct
    {
        if (parameter.ReadIsGiven()) throw new InvalidInputException($"parameter '{name}'", "none: sequences are not supported", "one");
    }
}
