using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>One load: a model, or an empty grain where it is null, called in one way by some callers.</summary>
internal readonly record struct Cell(SampleModel? Model, Way Way, int Callers);

/// <summary>A load by grains, and who notices it.</summary>
internal readonly record struct ProbeCell(ProbeCaller Caller, SampleModel Model);

/// <summary>The loads of a round, in their order: what is compared is measured side by side.</summary>
internal static class Cells
{
    public const int Many = 8;
    public const int Crowd = 64;

    public static int[] Callers { get; } = [1, Many];

    /// <summary>How many callers empty grain calls and calls of a model are compared with.</summary>
    public static int[] ClientCallers { get; } = [1, Many, Crowd];

    public static Way[] Ways { get; } = [Way.Direct, Way.Grain, Way.Client];

    public static Cell[] All { get; } =
    [
        .. SampleModel.All.SelectMany(model => Callers.SelectMany(callers => Ways.Select(way => new Cell(model, way, callers)))),
        .. ClientCallers.SelectMany(callers => new Cell[] { Empty(callers), Identity(callers) }).Where(cell => cell.Model is null || !Callers.Contains(cell.Callers)),
    ];

    public static ProbeCaller[] ProbeCallers { get; } = [ProbeCaller.Grain, ProbeCaller.Thread];

    public static ProbeCell[] Probes { get; } = [.. ProbeCallers.SelectMany(caller => SampleModel.All.Select(model => new ProbeCell(caller, model)))];

    /// <summary>Every path through the code once.</summary>
    public static Cell[] WarmUps { get; } =
    [
        .. SampleModel.All.SelectMany(model => Ways.Select(way => new Cell(model, way, Many))),
        Empty(Many),
    ];

    public static Cell Empty(int callers) => new(null, Way.Client, callers);

    public static Cell Identity(int callers) => new(SampleModel.Identity, Way.Client, callers);
}
