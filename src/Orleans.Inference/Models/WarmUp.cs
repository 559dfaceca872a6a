using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Models;

/// <summary>
/// The first runs of a model, on made-up inputs: they make the backend allocate and compile what it does once, they seed the measured speed, and they show
/// whether the model's rows depend on each other.
/// </summary>
internal sealed class WarmUp(IModelSession session, ModelConfiguration configuration, TimeProvider timeProvider)
{
    private const int Runs = 5;
    private const int Attempts = 100;
    private const int SizeRuns = 3;
    private static readonly int[] PaddingLengths = [5, 8, 3];
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EnoughWhileAwaited = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan EnoughOfSizes = TimeSpan.FromSeconds(1);
    private readonly int[] _outputs = [.. Enumerable.Range(0, session.Outputs.Length)];

    /// <summary>Whether a request waits for the model, which then does without the runs that only make it more even.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>Runs the model until it is warm.</summary>
    /// <exception cref="ModelLoadException">The model does not run.</exception>
    public SpeedMeter Run()
    {
        var inputs = MakeInputs(rows: 1, seed: 1);
        RunOnce(inputs);
        var meter = new SpeedMeter(timeProvider);
        var rows = RowsOf(inputs);
        var started = timeProvider.GetTimestamp();
        for (var run = 0; run < Runs && timeProvider.GetElapsedTime(started) < (IsAwaited ? EnoughWhileAwaited : Enough); run++)
        {
            var runStarted = timeProvider.GetTimestamp();
            RunOnce(inputs);
            meter.Add(rows, timeProvider.GetElapsedTime(runStarted));
        }

        return meter;
    }

    /// <summary>Runs the model with the numbers of rows that its batches may have, smaller ones first, for as long as that takes no longer than a second.</summary>
    /// <remarks>Buckets are all run, however long it takes: what they are for is that no caller waits for a first run.</remarks>
    public void MeasureSizes(BatchSizes sizes, SpeedMeter meter)
    {
        var started = timeProvider.GetTimestamp();
        foreach (var size in sizes.ToWarm())
        {
            if (sizes.Buckets.IsEmpty && timeProvider.GetElapsedTime(started) + meter.Times.Of(size) * SizeRuns > EnoughOfSizes) return;
            Tensor[] inputs = [.. MakeInputs(rows: 1, seed: 1).Select(input => Stack(Enumerable.Repeat(input.Slice(0, 1), size)))];
            for (var run = 0; run < SizeRuns; run++)
            {
                var runStarted = timeProvider.GetTimestamp();
                RunOnce(inputs);
                if (run > 0) meter.Times.Add(size, timeProvider.GetElapsedTime(runStarted)); // the first one allocates
            }
        }
    }

    /// <summary>Whether sequences of different lengths, padded and run together, are answered as they are alone.</summary>
    public bool PaddingIsHarmless(ModelMetadata metadata, SequencePadding padding, string mask)
    {
        try
        {
            var model = new ServedModel(metadata, session, instances: 1, new(timeProvider), configuredSpeed: null) { Padding = padding };
            List<PendingRequest> batch = [.. PaddingLengths.Select((length, index) => MakeSequence(model, padding, mask, length, seed: index + 1))];
            var together = BatchRun.Execute(batch, TimeProvider.System, out _);
            return batch.Zip(together).All(pair => pair.Second.Failure is null
                && pair.Second.WasTogether
                && BatchRun.ExecuteAlone(pair.First).Outputs.Zip(pair.Second.Outputs).All(outputs => TensorAgreement.Of(outputs.First.Tensor, outputs.Second.Tensor)));
        }
        catch (Exception)
        {
            return false; // what cannot be tried is not done to callers either
        }
    }

    private PendingRequest MakeSequence(ServedModel model, SequencePadding padding, string mask, int length, int seed)
    {
        var inputs = MakeInputs(rows: 1, seed);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (padding.AxisOfInput(i) is not (>= 0 and var axis)) continue;
            var shape = inputs[i].Shape.ToArray();
            shape[axis] = length;
            var spec = session.Inputs[i];
            inputs[i] = spec.Name == mask ? MadeUpTensor.CreateOnes(spec.ElementType, shape) : MadeUpTensor.Create(spec.ElementType, shape, seed + i * 31);
        }

        return new(new() { Model = model.Key.Name, Inputs = [] }, model, inputs, _outputs, new(InferenceRequest.MaxTimeout));
    }

    /// <summary>Inputs of the kind on which the model was warmed.</summary>
    public Tensor[] MakeTrialInputs() => MakeInputs(rows: 1, seed: 1);

    /// <summary>
    /// Whether two rows run together give what they give alone. A first dimension that is variable need not be a batch: it may be the length of one
    /// sequence, whose rows must never be mixed with somebody else's.
    /// </summary>
    public bool RowsAreIndependent()
    {
        if (!HasBatchDimension()) return false;
        try
        {
            var first = MakeInputs(rows: 1, seed: 1);
            if (MakeOther(first) is not { } second) return false;
            var together = session.Run(first.Zip(second, (one, other) => Stack([one, other])).ToArray(), _outputs);
            return together.All(output => output.Shape is [2, ..])
                && TensorAgreement.WithRow(session.Run(first, _outputs), together, row: 0)
                && TensorAgreement.WithRow(session.Run(second, _outputs), together, row: 1);
        }
        catch (Exception)
        {
            return false; // what cannot be tried is not done to callers either
        }
    }

    // Small integers repeat: rows that happen to be equal would hide that they see each other.
    private Tensor[]? MakeOther(Tensor[] first) => Enumerable.Range(2, Attempts)
        .Select(seed => MakeInputs(rows: 1, seed))
        .FirstOrDefault(other => first.Zip(other).All(pair => Differ(pair.First, pair.Second)));

    private static bool Differ(Tensor first, Tensor second) => first.ElementType == ElementType.String
        ? !first.ToArray<string>().SequenceEqual(second.ToArray<string>())
        : !first.Bytes.Span.SequenceEqual(second.Bytes.Span);

    private bool HasBatchDimension()
    {
        var specs = session.Inputs.Concat(session.Outputs).ToArray();
        return session.Inputs.Length > 0
            && specs.All(spec => spec.Shape is [{ IsVariable: true }, ..])
            && specs.Select(spec => spec.Shape[0].Symbol).Where(symbol => symbol is not null).Distinct().Count() <= 1
            && session.Inputs.All(spec => !configuration.WarmUpShapes.TryGetValue(spec.Name, out var shape) || shape is [1, ..]);
    }

    private void RunOnce(Tensor[] inputs)
    {
        try
        {
            session.Run(inputs, _outputs);
        }
        catch (Exception exception)
        {
            throw new ModelLoadException(
                $"it does not run on the warm-up inputs {string.Join(", ", inputs.Select(input => input.ToString()))} (WarmUpShapes in model.json sets others): {exception.Message}", exception);
        }
    }

    private long RowsOf(Tensor[] inputs) => session.Inputs is [{ Shape: [{ IsVariable: true }, ..] }, ..] ? inputs[0].Shape[0] : 1;

    private Tensor[] MakeInputs(int rows, int seed) => [.. session.Inputs.Select((spec, index) => MadeUpTensor.Create(spec.ElementType, ShapeOf(spec, rows), seed + index * 31))];

    private long[] ShapeOf(TensorSpec spec, int rows)
    {
        if (configuration.WarmUpShapes.TryGetValue(spec.Name, out var shape)) return [.. shape];
        return [.. spec.Shape.Select((dimension, index) => !dimension.IsVariable ? dimension.Size : index == 0 ? rows : ModelConfiguration.DefaultWarmUpSize)];
    }

    private static Tensor Stack(IEnumerable<Tensor> tensors)
    {
        Tensor[] rows = [.. tensors];
        long[] shape = [rows.Sum(tensor => tensor.Shape[0]), .. rows[0].Shape[1..]];
        return rows[0].ElementType == ElementType.String
            ? Tensor.CreateStrings([.. rows.SelectMany(tensor => tensor.Utf8Strings.ToArray())], shape)
            : Tensor.FromBytes(rows[0].ElementType, (byte[])[.. rows.SelectMany(tensor => tensor.Bytes.ToArray())], shape);
    }
}
