using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>One load: a model called over some connections.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Connections">How many.</param>
/// <param name="Side">Who answers.</param>
/// <param name="Repository">Where the model is from; <see langword="null"/> for one beside the program.</param>
internal readonly record struct HttpCell(string Model, int Connections, HttpSide Side, string? Repository = null)
{
    public const int Many = 64;

    public static HttpSide[] Sides { get; } = [HttpSide.MinimalApi, HttpSide.Gateway];

    public static SampleModel[] Models { get; } = [SampleModel.Identity, SampleModel.Digits, SampleModel.Rotate, SampleModel.Dense];

    public static int[] Loads { get; } = [1, Many];

    /// <summary>The loads of a model on one server, to be compared with the same on the other.</summary>
    public static IEnumerable<HttpCell> Of(string model, string? repository = null) => Loads.Select(connections => new HttpCell(model, connections, HttpSide.MinimalApi, repository));
}
