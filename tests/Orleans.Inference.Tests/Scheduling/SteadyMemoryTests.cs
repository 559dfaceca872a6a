using System.Diagnostics;
using System.Net;
using Orleans.Inference.ModelExporter.Onnx;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;
using Orleans.Inference.Tests.OnnxRuntime;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

/// <summary>What else runs in the process would be measured too.</summary>
[CollectionDefinition(nameof(SteadyMemoryTests), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(SteadyMemoryTests))]
public sealed class SteadyMemoryTests
{
    private const int Callers = 8;
    private const int RequestsPerPhase = 50_000;
    private const int Length = 512;
    private const long OutOfRange = 9;

    // A tensor of each request that is kept would be 100 MB or more.
    private const long Allowance = 50_000_000;

    [Fact]
    public async Task Memory_and_handles_stay_as_they_are_whatever_becomes_of_requests()
    {
        using var session = await ModelFolder.LoadAsync(Lookup());
        var model = MakeModel(session, instances: 2);
        var scheduler = new DeviceScheduler(new(SiloAddress.New(IPAddress.Loopback, 1, 1), "cpu"), FakeBackend.Cpu(2), Limits, default, TimeProvider.System);
        scheduler.Add(model);

        await RunPhaseAsync(scheduler, model, seed: 0);
        var before = Footprint.Now();
        await RunPhaseAsync(scheduler, model, seed: 1);
        await RunPhaseAsync(scheduler, model, seed: 2);
        var after = Footprint.Now();

        Assert.InRange(after.Managed - before.Managed, long.MinValue, Allowance);
        Assert.InRange(after.Resident - before.Resident, long.MinValue, Allowance);
        Assert.InRange(after.Handles - before.Handles, int.MinValue, 16);
        await Soon(scheduler.StopAsync(CancellationToken.None));
        scheduler.Dispose();
    }

    private static async Task RunPhaseAsync(DeviceScheduler scheduler, ServedModel model, int seed)
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(scheduler, model, new(seed * Callers + caller)))));
        Assert.True(outcomes.Sum(counts => counts.Answered) > RequestsPerPhase / 2);
        Assert.True(outcomes.Sum(counts => counts.Failed) > 0 && outcomes.Sum(counts => counts.Cancelled) > 0);
    }

    private static async Task<(int Answered, int Failed, int Cancelled)> CallAsync(DeviceScheduler scheduler, ServedModel model, Random random)
    {
        var counts = (Answered: 0, Failed: 0, Cancelled: 0);
        for (var i = 0; i < RequestsPerPhase / Callers; i++)
        {
            var indexes = new long[Length];
            if (random.Next(100) == 0) indexes[random.Next(Length)] = OutOfRange;
            using var caller = new CancellationTokenSource();
            PendingRequest request = new(new() { Model = "m", Inputs = [] }, model, [Tensor.Create(indexes, [1, Length])], [0], new(TimeSpan.FromMinutes(5)));
            try
            {
                var answer = scheduler.EnqueueAsync(request, mayHoldCaller: false, caller.Token)!;
                if (random.Next(20) == 0) await caller.CancelAsync();
                await answer;
                counts.Answered++;
            }
            catch (ExecutionFailedException)
            {
                counts.Failed++;
            }
            catch (OperationCanceledException)
            {
                counts.Cancelled++;
            }
        }

        return counts;
    }

    private static OnnxModel Lookup()
    {
        OnnxGraph graph = new("lookup");
        graph.Input("x", Graphs.Int64("n", Length));
        graph.Node("Gather", [graph.Initializer(OnnxTensor.Of<float>("table", [3], [10, 20, 30])), "x"], "y");
        graph.Output("y", Graphs.Float32("n", Length));
        return graph.ToModel();
    }

    private readonly record struct Footprint(long Managed, long Resident, int Handles)
    {
        public static Footprint Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = Process.GetCurrentProcess();
            return new(managed, process.WorkingSet64, process.HandleCount);
        }
    }
}
