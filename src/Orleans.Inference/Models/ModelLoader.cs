using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Models;

/// <summary>Turns a definition into a warm model on a device: loads it, checks what its <c>model.json</c> says against it, warms it.</summary>
internal sealed partial class ModelLoader(
    IEnumerable<IModelBackend> backends,
    DispatchPolicyCatalog policies,
    IOptions<InferenceOptions> options,
    TimeProvider timeProvider,
    ILogger<ModelLoader> logger,
    ITextModelFactory? texts = null)
{
    /// <summary>Loads a model and makes it warm.</summary>
    /// <param name="model">What to load.</param>
    /// <param name="device">The device that runs it.</param>
    /// <param name="uses">Counts the uses of a model that is loaded on demand: somebody waits for it, so it is run no more than it takes to serve it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModelLoadException">The model cannot be served; the message is for the operator.</exception>
    public async Task<ServedModel> LoadAsync(ModelDefinition model, Device device, ModelUses? uses, CancellationToken cancellationToken)
    {
        var configuration = model.Configuration;
        var backend = backends.FirstOrDefault(candidate => candidate.Name == configuration.Backend) ?? throw new ModelLoadException(
            $"there is no backend '{configuration.Backend}'; there are: {string.Join(", ", backends.Select(candidate => candidate.Name))}");
        var session = await LoadSessionAsync(backend, model, device, isAwaited: uses is not null, cancellationToken);
        try
        {
            model.Declared?.Check(session.Inputs, session.Outputs);
            CheckDispatchPolicy(configuration);
            CheckLabels(configuration, session.Outputs);
            CheckWarmUpShapes(configuration, session.Inputs);
            var text = CreateText(model, session);
            var warmUp = new WarmUp(session, configuration, timeProvider) { IsAwaited = uses is not null };
            var meter = Warm(warmUp, model);
            var metadata = new ModelMetadata
            {
                Name = model.Name,
                Version = model.Version,
                Platform = session.Platform,
                Inputs = session.Inputs,
                Outputs = session.Outputs,
                MaxBatchSize = configuration.MaxBatchSize ?? (meter.HasMeasured && warmUp.RowsAreIndependent() ? ModelConfiguration.DefaultMaxBatchSize : 1),
                Labels = configuration.Labels,
                ExecutionProviders = session.ExecutionProviders,
                Text = text?.Capabilities ?? TextCapabilities.None,
            };
            CheckBatching(metadata, configuration);
            var padding = CreatePadding(configuration, metadata, warmUp) ?? CreateTextPadding(text, metadata, warmUp);
            var sizes = new BatchSizes(metadata.MaxBatchSize) { Preferred = configuration.PreferredBatchSizes, Buckets = configuration.BatchBuckets };
            if (meter.HasMeasured && metadata.IsBatched && (uses is null || !sizes.Buckets.IsEmpty)) warmUp.MeasureSizes(sizes, meter);
            double? speed = options.Value.Speeds.TryGetValue(model.Name, out var configured) ? configured : null;
            return new(metadata, session, Math.Min(configuration.Instances ?? device.Lanes, device.Lanes), meter, speed)
            {
                Sizes = sizes,
                Padding = padding,
                Text = text,
                MaxQueueDelay = configuration.MaxQueueDelay,
                MaxQueueLength = configuration.MaxQueueLength ?? options.Value.MaxQueueLength,
                Share = new(configuration.Weight),
                DispatchPolicy = configuration.DispatchPolicy,
                Hedge = configuration.Hedge,
                Uses = uses,
                TrialInputs = meter.HasMeasured ? warmUp.MakeTrialInputs() : null,
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // Where nobody waits for it. Threads that a session starts for its runs, or a driver for its work, would stay quiet with it: then it is loaded as all else runs.
    private static async Task<IModelSession> LoadSessionAsync(IModelBackend backend, ModelDefinition model, Device device, bool isAwaited, CancellationToken cancellationToken) =>
        !isAwaited && device is { Kind: DeviceKind.Cpu, ThreadsPerLane: 1 }
            ? await await QuietThread.RunAsync(() => backend.LoadAsync(model, device, cancellationToken))
            : await backend.LoadAsync(model, device, cancellationToken);

    /// <summary>
    /// Made-up inputs do not suit every model. One that does not run on them is served all the same: cold, of unknown speed, and one request at a time. Shapes
    /// that the operator gave must run.
    /// </summary>
    private SpeedMeter Warm(WarmUp warmUp, ModelDefinition model)
    {
        try
        {
            return warmUp.Run();
        }
        catch (ModelLoadException exception) when (model.Configuration.WarmUpShapes.IsEmpty)
        {
            LogNotWarmed(model.Name, model.Version, exception.Message);
            return new(timeProvider);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Model} version {Version} is served without a warm-up and without batching: {Reason}")]
    private partial void LogNotWarmed(string model, string version, string reason);

    private void CheckDispatchPolicy(ModelConfiguration configuration)
    {
        if (configuration.DispatchPolicy is not { } policy || policies.Contains(policy)) return;
        throw new ModelLoadException($"model.json has the dispatch policy '{policy}'; there are {string.Join(", ", policies.Names)}");
    }

    private static void CheckLabels(ModelConfiguration configuration, ImmutableArray<TensorSpec> outputs)
    {
        foreach (var (name, labels) in configuration.Labels)
        {
            var output = outputs.FirstOrDefault(candidate => candidate.Name == name) ?? throw new ModelLoadException(
                $"model.json has labels for the output '{name}'; the outputs are: {string.Join(", ", outputs.Select(candidate => candidate.Name))}");
            if (output.Shape is [.., { IsVariable: false } last] && last.Size != labels.Length)
            {
                throw new ModelLoadException($"model.json has {labels.Length} labels for the output '{name}', whose last dimension is {last.Size}");
            }
        }
    }

    private static void CheckWarmUpShapes(ModelConfiguration configuration, ImmutableArray<TensorSpec> inputs)
    {
        foreach (var (name, shape) in configuration.WarmUpShapes)
        {
            var input = inputs.FirstOrDefault(candidate => candidate.Name == name) ?? throw new ModelLoadException(
                $"model.json has a warm-up shape for the input '{name}'; the inputs are: {string.Join(", ", inputs.Select(candidate => candidate.Name))}");
            var fits = shape.Length == input.Shape.Length && shape.Zip(input.Shape).All(pair => pair.First >= 1 && (pair.Second.IsVariable || pair.Second.Size == pair.First));
            if (!fits) throw new ModelLoadException($"model.json has the warm-up shape {TensorShape.Format(shape.AsSpan())} for the input '{name}', which is {input}");
        }
    }

    private static void CheckBatching(ModelMetadata model, ModelConfiguration configuration)
    {
        if (configuration.BatchBuckets is [.., var largest] && largest < model.MaxBatchSize)
        {
            throw new ModelLoadException($"model.json has batch buckets up to {largest}, but batches may have {model.MaxBatchSize} rows; MaxBatchSize says how many");
        }

        if (!model.IsBatched) return;
        var rigid = model.Inputs.Concat(model.Outputs).FirstOrDefault(spec => spec.Shape is not [{ IsVariable: true }, ..]);
        if (rigid is not null) throw new ModelLoadException($"model.json sets MaxBatchSize {model.MaxBatchSize}, but '{rigid.Name}' is {rigid}, without a variable first dimension");
    }

    private static SequencePadding? CreatePadding(ModelConfiguration configuration, ModelMetadata model, WarmUp warmUp)
    {
        if (configuration.Padding is not { } wanted) return null;
        var padding = SequencePadding.Create(wanted, model.Inputs, model.Outputs);
        if (!model.IsBatched) throw new ModelLoadException("model.json asks for padding, but the model is not batched; MaxBatchSize says how many rows may be");
        if (!warmUp.PaddingIsHarmless(model, padding, wanted.Mask)) throw new ModelLoadException($"model.json asks for padding along '{wanted.Dimension}', but padded sequences are answered otherwise than alone");
        return padding;
    }
}
