using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>Writes the models for tests and benchmarks, each verified before.</summary>
internal static class SamplesExport
{
    // Layers measured with ONNX Runtime 1.31 on one core of an AMD EPYC (Zen 5): 2.4 to 2.7 µs each at batch 1.
    private static readonly SampleModel[] All =
    [
        new Identity(),
        new FixedBatch(),
        new Greeting(),
        new Rotate("rotate-200us", 84),
        new Rotate("rotate-5ms", 1880),
        new Dense(),
    ];

    public static void Run(string repository)
    {
        foreach (var sample in All)
        {
            var model = sample.Create();
            using SingleThreadSession session = new(model);
            var seen = sample.Verify(session);
            var path = model.Save(Path.Combine(repository, "tests", "models"), sample.Name);
            Console.WriteLine($"verified {sample.Name}: {seen}; {new FileInfo(path).Length} bytes");
        }
    }
}
