using Orleans.Inference.Diagnostics;
using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    /// <summary>What it measures, if anything.</summary>
    public SiloInstruments? Instruments { get; init; }

    /// <summary>Requests of a model that run.</summary>
    public int RunningOf(ServedModel model)
    {
        lock (_gate)
        {
            var running = model.PipelineRuns;
            foreach (var run in _runs) running += run.Model == model && !run.IsAbandoned ? run.Requests : 0;
            return running;
        }
    }
}
