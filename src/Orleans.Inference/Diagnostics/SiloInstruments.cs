using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Orleans.Inference.Devices;
using Orleans.Inference.Models;

namespace Orleans.Inference.Diagnostics;

/// <summary>What a silo measures on its devices. Costs a look at a flag where nobody listens.</summary>
internal sealed class SiloInstruments
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<long> Rows = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    private readonly Histogram<double> _queueTime;
    private readonly Histogram<double> _computeTime;
    private readonly Histogram<long> _batchSize;
    private readonly Counter<long> _refusals;
    private ImmutableArray<ServedDevice> _devices = [];

    public SiloInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(InferenceMetrics.MeterName);
        _queueTime = meter.CreateHistogram(InferenceMetrics.QueueTime, "s", "How long requests waited before their run began.", tags: null, Seconds);
        _computeTime = meter.CreateHistogram(InferenceMetrics.ComputeTime, "s", "How long runs took.", tags: null, Seconds);
        _batchSize = meter.CreateHistogram(InferenceMetrics.BatchSize, "{row}", "The rows of a run.", tags: null, Rows);
        _refusals = meter.CreateCounter<long>(InferenceMetrics.Refusals, "{request}", "Requests that a device did not run.");
        meter.CreateObservableGauge(InferenceMetrics.Waiting, () => Observe(static (device, model) => device.Scheduler.WaitingFor(model)), "{request}", "Requests that wait.");
        meter.CreateObservableGauge(InferenceMetrics.Running, () => Observe(static (device, model) => device.Scheduler.RunningOf(model)), "{request}", "Requests that run.");
    }

    /// <summary>The devices whose queues are observed.</summary>
    public void Observe(ImmutableArray<ServedDevice> devices) => ImmutableInterlocked.InterlockedExchange(ref _devices, devices);

    /// <summary>A request's run began.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="model">The model.</param>
    /// <param name="queueTime">How long it waited.</param>
    public void Waited(string device, ServedModel model, TimeSpan queueTime)
    {
        if (_queueTime.Enabled) _queueTime.Record(queueTime.TotalSeconds, Name(model.Key), Version(model.Key), Device(device));
    }

    /// <summary>A run ended.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows of all its requests.</param>
    /// <param name="computeTime">How long it took.</param>
    public void RunEnded(string device, ServedModel model, long rows, TimeSpan computeTime)
    {
        if (_computeTime.Enabled) _computeTime.Record(computeTime.TotalSeconds, Name(model.Key), Version(model.Key), Device(device));
        if (_batchSize.Enabled) _batchSize.Record(rows, Name(model.Key), Version(model.Key), Device(device));
    }

    /// <summary>A request is not run.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="model">The model; <see langword="null"/> for one that is not on the device.</param>
    /// <param name="failure">Why.</param>
    public void Refused(string device, ModelKey? model, Exception failure)
    {
        if (!_refusals.Enabled) return;
        KeyValuePair<string, object?> cause = new(InferenceMetrics.CauseTag, Outcome.Of(failure));
        if (model is { } known) _refusals.Add(1, [Name(known), Version(known), Device(device), cause]);
        else _refusals.Add(1, Device(device), cause);
    }

    private IEnumerable<Measurement<long>> Observe(Func<ServedDevice, ServedModel, int> count)
    {
        foreach (var device in _devices)
        {
            foreach (var model in device.ServedModels) yield return new(count(device, model), Name(model.Key), Version(model.Key), Device(device.Device.Name));
        }
    }

    private static KeyValuePair<string, object?> Name(ModelKey model) => new(InferenceMetrics.ModelTag, model.Name);

    private static KeyValuePair<string, object?> Version(ModelKey model) => new(InferenceMetrics.VersionTag, model.Version);

    private static KeyValuePair<string, object?> Device(string device) => new(InferenceMetrics.DeviceTag, device);
}
