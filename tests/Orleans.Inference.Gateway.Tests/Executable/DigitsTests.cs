using Orleans.Inference.ModelExporter.Digits;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The shipped model reads real handwriting that it was not trained on, over HTTP, on one silo and on three.</summary>
public sealed class DigitsTests
{
    private readonly ScanSet _scans = ScanSet.Read(Path.Combine(AppContext.BaseDirectory, "data"), "digits-test");

    [Fact]
    public async Task Of_the_scans_held_out_at_least_97_percent_are_read_right()
    {
        await using var silo = await SiloProcess.StartAsync();
        var right = 0;
        foreach (var batch in Enumerable.Range(0, _scans.Count).Chunk(25))
        {
            var scores = await silo.Http.ReadDigitsAsync(batch.Select(_scans.Scan));
            for (var i = 0; i < batch.Length; i++)
            {
                if (Best(scores.AsSpan(i * 10, 10)) == _scans.Label(batch[i])) right++;
            }
        }

        Assert.Equal(300, _scans.Count);
        Assert.True(right >= 0.97 * _scans.Count, $"{right} of {_scans.Count} were right.");
    }

    [Fact]
    public async Task Each_of_three_silos_answers_over_http_and_the_same()
    {
        await using var first = await SiloProcess.StartAsync();
        await using var second = await SiloProcess.StartAsync(first.SiloPort);
        await using var third = await SiloProcess.StartAsync(first.SiloPort, "--Inference:Devices", "none");
        foreach (var silo in new[] { first, second, third })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => silo.Http.ReadDigitsAsync([_scans.Scan(i)])));
            Assert.Equal(Enumerable.Range(0, 20).Select(_scans.Label), answers.Select(scores => Best(scores)));
        }
    }

    private static int Best(ReadOnlySpan<float> scores) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores);
}
