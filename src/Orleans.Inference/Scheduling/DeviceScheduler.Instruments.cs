using Orleans.Inference.Diagnostics;
using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    /// <summary>What it measures, if anything.</summary>
    public SiloInstruments? Instruments { get; init; }

    /// <summary>What a model has done.</summary>
    public ModelStatistics StatisticsOf(ServedModel model)
    {
        lock (_gate) return model.Counters.Read(model.Key, new(_worker.Device, model.MemoryBytes));
    }

    private RunTally Tally(List<PendingRequest> batch, BatchRun.Answer[] answers, RunPhases phases, long started, TimeSpan executionTime)
    {
        RunTally tally = new(phases, executionTime);
        for (var i = 0; i < answers.Length; i++) tally.Add(batch[i], answers[i], _timeProvider.GetElapsedTime(batch[i].ArrivedAt, started));
        return tally;
    }

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
