using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingStressTests
{
    private const int Callers = 8;
    private const int RequestsPerCaller = 400;
    private const byte Poison = 255;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 20240511)]
    [InlineData(3, 7)]
    public async Task Whatever_callers_do_each_gets_its_own_answer_and_nothing_is_left_behind(int lanes, int seed)
    {
        await using var harness = new SchedulerHarness(lanes, maxQueueLength: 64);
        ServedModel[] models = [Add("batched", 8, 64), Add("single", 1, 64), Add("limited", 4, 1)];

        var outcomes = await Soon(Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller)))));
        Assert.Equal(0, outcomes.SelectMany(counts => counts).Count(outcome => outcome == Outcome.Wrong));
        Assert.Equal(Callers * RequestsPerCaller, outcomes.Sum(counts => counts.Count));
        foreach (var outcome in new[] { Outcome.Answered, Outcome.Failed, Outcome.Cancelled }) Assert.Contains(outcomes, counts => counts.Contains(outcome));

        await Soon(harness.Scheduler.StopAsync(CancellationToken.None));
        Assert.Equal(0, harness.Scheduler.QueueLength);
        Assert.All(models, model => Assert.Equal((0, 0), (model.Queue.Count, model.LanesHeld)));

        ServedModel Add(string name, int maxBatchSize, int instances)
        {
            var (model, session) = harness.Add(name, maxBatchSize, instances);
            session.OnRun = input => input.Bytes.Span.Contains(Poison) ? throw new InvalidOperationException("poison") : Tensor.Create(input.AsSpan<byte>(), input.Shape);
            return model;
        }

        async Task<List<Outcome>> CallAsync(int caller)
        {
            var random = new Random(seed + caller);
            List<Outcome> outcomes = [];
            List<Task<Outcome>> underWay = [];
            for (var i = 0; i < RequestsPerCaller; i++)
            {
                underWay.Add(CallOnceAsync(harness, models[random.Next(models.Length)], random));
                if (caller == 0 && random.Next(4) == 0) harness.Time.Advance(TimeSpan.FromMilliseconds(20));
                if (underWay.Count < 10) continue;
                outcomes.AddRange(await Task.WhenAll(underWay));
                underWay.Clear();
            }

            return [.. outcomes, .. await Task.WhenAll(underWay)];
        }
    }

    private static async Task<Outcome> CallOnceAsync(SchedulerHarness harness, ServedModel model, Random random)
    {
        var isPoison = random.Next(40) == 0;
        var rows = new byte[random.Next(1, 5)];
        for (var row = 0; row < rows.Length; row++) rows[row] = (byte)random.Next(Poison);
        if (isPoison) rows[0] = Poison;
        var (priority, length) = ((InferencePriority)random.Next(4), random.Next(1, 3));
        var timeRemaining = random.Next(10) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 60)) : TimeSpan.FromHours(1);
        using var caller = new CancellationTokenSource();
        try
        {
            var response = harness.Enqueue(Request(model, rows, priority, timeRemaining, length), caller.Token);
            if (random.Next(8) == 0) await caller.CancelAsync();
            return (await RowsOf(response)).SequenceEqual(rows) && !isPoison ? Outcome.Answered : Outcome.Wrong;
        }
        catch (ExecutionFailedException)
        {
            return isPoison ? Outcome.Failed : Outcome.Wrong;
        }
        catch (DeadlineExceededException)
        {
            return timeRemaining < TimeSpan.FromHours(1) ? Outcome.Expired : Outcome.Wrong;
        }
        catch (QueueFullException full)
        {
            return full.RetryAfter > TimeSpan.Zero ? Outcome.Refused : Outcome.Wrong;
        }
        catch (OperationCanceledException)
        {
            return caller.IsCancellationRequested ? Outcome.Cancelled : Outcome.Wrong;
        }
    }

    private enum Outcome
    {
        Wrong,
        Answered,
        Failed,
        Expired,
        Refused,
        Cancelled,
    }
}
