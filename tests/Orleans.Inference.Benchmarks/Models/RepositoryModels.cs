using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Models;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>The models that a user's repository brings to a benchmark.</summary>
internal static class RepositoryModels
{
    /// <summary>Lets a benchmark measure one model after the other, in a silo that serves the repository. Whatever cannot be measured is left out, and it is said why.</summary>
    /// <param name="repository">The repository; nothing is measured where there is none.</param>
    /// <param name="output">Where it is said.</param>
    /// <param name="measure">Measures one model.</param>
    public static async Task MeasureAsync(string? repository, TextWriter output, Func<BenchmarkSilo, RepositoryModel, Task> measure)
    {
        if (repository is null) return;
        await using var silo = await BenchmarkSilo.StartAsync(repository);
        var device = await silo.GetDeviceAsync();
        await MeasureAsync(repository, device.ThreadsPerLane, output, async model =>
        {
            await silo.Client.GetModelAsync(model.Name);
            await measure(silo, model);
        });
    }

    /// <summary>Lets a benchmark that has silos of its own measure one model after the other.</summary>
    public static async Task MeasureAsync(string repository, int threads, TextWriter output, Func<RepositoryModel, Task> measure)
    {
        foreach (var entry in ModelRepository.Scan(repository))
        {
            var problem = entry.Reason;
            try
            {
                if (entry.Definition is not null)
                {
                    using var model = new RepositoryModel(repository, entry.Name, threads);
                    await measure(model);
                    continue;
                }
            }
            catch (OnnxRuntimeException exception)
            {
                problem = $"it does not run on made-up inputs (WarmUpShapes in its model.json sets their shapes): {exception.Message}";
            }
            catch (Exception exception) when (exception is ModelNotFoundException or NoWorkerException or NotSupportedException)
            {
                problem = exception.Message;
            }

            await output.WriteLineAsync($"{entry.Name} is left out: {problem}\n");
        }
    }
}
