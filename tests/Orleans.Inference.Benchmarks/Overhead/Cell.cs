using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>One load: a model, or an empty grain where it is null, called in one way by some callers.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Way">How it is called.</param>
/// <param name="Callers">By how many.</param>
/// <param name="Repository">Where it is from; <see langword="null"/> for a model beside the program.</param>
internal readonly record struct Cell(string? Model, Way Way, int Callers, string? Repository = null);

/// <summary>A load by grains, and who notices it.</summary>
internal readonly record struct ProbeCell(ProbeCaller Caller, string Model);

/// <summary>The loads of a round, in their order: what is compared is measured side by side.</summary>
internal static class Cells
{
    public const int Many = 8;
    public const int Crowd = 64;

    public static int[] Callers { get; } = [1, Many];

    /// <summary>How many callers empty grain calls and calls of a model are compared with.</summary>
    public static int[] ClientCallers { get; } = [1, Many, Crowd];

    public static Way[] Ways { get; } = [Way.Direct, Way.Grain, Way.Client];

    /// <summary>The models beside the program.</summary>
    public static string[] Models { get; } = [.. SampleModel.All.Select(model => model.Name)];

    public static Cell[] All { get; } =
    [
        .. Models.SelectMany(model => Of(model)),
        .. ClientCallers.SelectMany(callers => new Cell[] { Empty(callers), Identity(callers) }).Where(cell => cell.Model is null || !Callers.Contains(cell.Callers)),
    ];

    public static ProbeCaller[] ProbeCallers { get; } = [ProbeCaller.Grain, ProbeCaller.Thread];

    public static ProbeCell[] Probes { get; } = [.. ProbeCallers.SelectMany(caller => Models.Select(model => new ProbeCell(caller, model)))];

    /// <summary>Every path through the code once.</summary>
    public static Cell[] WarmUps { get; } =
    [
        .. Models.SelectMany(model => Ways.Select(way => new Cell(model, way, Many))),
        Empty(Many),
    ];

    /// <summary>A model called in all ways.</summary>
    public static IEnumerable<Cell> Of(string model, string? repository = null) => Callers.SelectMany(callers => Ways.Select(way => new Cell(model, way, callers, repository)));

    public static Cell Empty(int callers) => new(null, Way.Client, callers);

    public static Cell Identity(int callers) => new(SampleModel.Identity.Name, Way.Client, callers);
}
