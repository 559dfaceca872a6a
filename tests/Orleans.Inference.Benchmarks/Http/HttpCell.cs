using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>One load: a model called over some connections.</summary>
internal readonly record struct HttpCell(SampleModel Model, int Connections, HttpSide Side)
{
    public const int Many = 64;

    public static HttpSide[] Sides { get; } = [HttpSide.MinimalApi, HttpSide.Gateway];

    public static SampleModel[] Models { get; } = [SampleModel.Identity, SampleModel.Digits, SampleModel.Rotate, SampleModel.Dense];

    /// <summary>What is compared with each other, in the order of the table.</summary>
    public static (SampleModel Model, int Connections)[] Pairs { get; } = [.. Models.SelectMany(model => new[] { (model, 1), (model, Many) })];
}
