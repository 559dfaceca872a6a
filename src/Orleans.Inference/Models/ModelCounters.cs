using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Models;

/// <summary>What a model has done since it was loaded. Guarded by the scheduler; counts without allocating, but for the first run of a size.</summary>
internal sealed class ModelCounters
{
    // A model that is not batched takes any number of rows: sizes beyond these are in the sums alone.
    private const int MostSizes = 128;

    private readonly Dictionary<long, SizeCounter> _sizes = [];
    private DateTimeOffset? _last;
    private long _rows;
    private long _runs;
    private CountedTime _success;
    private CountedTime _failure;
    private CountedTime _queue;
    private CountedTime _input;
    private CountedTime _infer;
    private CountedTime _output;

    /// <summary>A run ended.</summary>
    /// <param name="run">What it was.</param>
    /// <param name="now">The time.</param>
    public void Add(in RunTally run, DateTimeOffset now)
    {
        if (run.Failed > 0) _failure += new CountedTime(run.Failed, run.FailedWaited + (run.ExecutionTime * run.Failed));
        if (run.Answered == 0) return;
        _last = now;
        _rows += run.Rows;
        _success += new CountedTime(run.Answered, run.Waited + (run.ExecutionTime * run.Answered));
        _queue += new CountedTime(run.Answered, run.Waited);
        _input += new CountedTime(run.Answered, run.Phases.Input * run.Answered);
        _infer += new CountedTime(run.Answered, run.Phases.Infer * run.Answered);
        _output += new CountedTime(run.Answered, run.Phases.Output * run.Answered);

        // Runs of their own took turns.
        var runs = run.IsTogether ? 1 : run.Answered;
        _runs += runs;
        if (SizeOf(run.Rows / runs) is { } size) size.Add(runs, run.Phases);
    }

    /// <summary>A request failed without a run.</summary>
    /// <param name="time">How long after its arrival.</param>
    public void Fail(TimeSpan time) => _failure += new CountedTime(1, time);

    public ModelStatistics Read(ModelKey model, ModelMemory memory) => new()
    {
        Model = model,
        LastInference = _last,
        Rows = _rows,
        Runs = _runs,
        Success = _success,
        Failure = _failure,
        Queue = _queue,
        Input = _input,
        Infer = _infer,
        Output = _output,
        Batches = [.. _sizes.OrderBy(static size => size.Key).Select(static size => size.Value.Read(size.Key))],
        Memory = [memory],
    };

    private SizeCounter? SizeOf(long rows)
    {
        if (_sizes.TryGetValue(rows, out var known)) return known;
        if (_sizes.Count == MostSizes) return null;
        return _sizes[rows] = new();
    }

    private sealed class SizeCounter
    {
        private CountedTime _input;
        private CountedTime _infer;
        private CountedTime _output;

        public void Add(int runs, RunPhases phases)
        {
            _input += new CountedTime(runs, phases.Input);
            _infer += new CountedTime(runs, phases.Infer);
            _output += new CountedTime(runs, phases.Output);
        }

        public BatchStatistics Read(long size) => new(size, _input, _infer, _output);
    }
}
