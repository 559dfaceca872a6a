using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class RunOrderTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly RunOrder _order;

    public RunOrderTests() => _order = new(Bound, _time);

    [Fact]
    public void A_class_that_waits_gets_a_run_within_the_bound_however_much_comes_above_it()
    {
        var model = Model("m");
        Add(model, InferencePriority.Bulk);
        Add(model, InferencePriority.Bulk);
        List<InferencePriority> runs = [];
        for (var run = 0; run < 30; run++)
        {
            Add(model, InferencePriority.Interactive);
            runs.Add(Begin(model).Priority);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // The first after a second, the second a second after it.
        Assert.Equal([10, 20], runs.Index().Where(run => run.Item == InferencePriority.Bulk).Select(run => run.Index));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(5, 2)]
    public void Models_share_the_device_by_their_weights_whatever_their_runs_take(double weight, double otherWeight)
    {
        var (slow, quick) = (Model("slow", weight), Model("quick", otherWeight));
        Dictionary<ServedModel, double> taken = new() { [slow] = 0, [quick] = 0 };
        for (var run = 0; run < 3000; run++)
        {
            foreach (var model in taken.Keys.Where(model => model.Queue.Count == 0)) Add(model);
            var first = Begin(slow, quick, expected: request => TimeSpan.FromMilliseconds(request.Model == slow ? 20 : 3));
            taken[first.Model] += first.Model == slow ? 20 : 3;
        }

        Assert.Equal(weight / otherWeight, taken[slow] / taken[quick], tolerance: 0.05 * weight / otherWeight);
    }

    [Fact]
    public void A_model_that_was_quiet_goes_next_and_has_saved_up_nothing()
    {
        var (busy, quiet) = (Model("busy"), Model("quiet"));
        for (var run = 0; run < 100; run++)
        {
            Add(busy);
            Begin(busy, quiet);
        }

        for (var i = 0; i < 10; i++) Add(busy);
        for (var i = 0; i < 10; i++) Add(quiet);

        Assert.Same(quiet, Begin(busy, quiet).Model);
        Assert.Equal(5, Enumerable.Range(0, 10).Count(_ => Begin(busy, quiet).Model == quiet), tolerance: 1);
    }

    [Fact]
    public void It_does_what_its_description_says() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 400], Gen.Bool).Array[1, 200].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var order = new RunOrder(Bound, time);
            ServedModel[] models = [Model("a", 1), Model("b", 2), Model("c", 0.5)];
            var reference = new ReferenceOrder(models, Bound, time);
            foreach (var (model, priority, milliseconds, takes) in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                var request = SchedulerHarness.Request(models[model], [1], (InferencePriority)priority);
                request.ArrivedAt = time.GetTimestamp();
                models[model].Queue.Add(request);
                if (!takes) continue;
                var next = order.Next([.. models], time.GetTimestamp())!;
                if (!reference.IsRight(next)) return false;
                Take(order, next, TimeSpan.FromMilliseconds(10), time);
                reference.Took(next, 0.010);
            }

            return true;
        }, iter: 200);

    private static ServedModel Model(string name, double weight = 1) => SchedulerHarness.MakeModel(new EchoSession(), name, weight: weight);

    private void Add(ServedModel model, InferencePriority priority = InferencePriority.Default)
    {
        var request = SchedulerHarness.Request(model, [1], priority);
        request.ArrivedAt = _time.GetTimestamp();
        model.Queue.Add(request);
    }

    private PendingRequest Begin(ServedModel model, ServedModel? other = null, Func<PendingRequest, TimeSpan>? expected = null)
    {
        var next = _order.Next(other is null ? [model] : [model, other], _time.GetTimestamp())!;
        Take(_order, next, expected?.Invoke(next) ?? TimeSpan.FromMilliseconds(10), _time);
        return next;
    }

    private static void Take(RunOrder order, PendingRequest request, TimeSpan expected, TimeProvider time)
    {
        request.Model.Queue.Remove(request);
        order.Begin(request.Model, request.Priority, expected, time.GetTimestamp());
    }

    /// <summary>The order once more, from all that waits and without regard to what it costs.</summary>
    private sealed class ReferenceOrder(ServedModel[] models, TimeSpan bound, TimeProvider time)
    {
        private readonly Dictionary<ServedModel, double> _finish = models.ToDictionary(model => model, _ => 0.0);
        private readonly long[] _servedAt = new long[4];
        private double _virtualTime;

        public bool IsRight(PendingRequest next)
        {
            PendingRequest[] all = [.. models.SelectMany(Waiting)];
            var top = all.Min(request => request.Priority);
            PendingRequest[] starving = [.. all.Where(request => request.Priority != top
                && time.GetElapsedTime(Math.Max(request.ArrivedAt, _servedAt[(int)request.Priority])) >= bound)];
            if (starving.Length > 0) return next.ArrivedAt == starving.Min(request => request.ArrivedAt) && starving.Contains(next);
            PendingRequest[] candidates = [.. all.Where(request => request.Priority == top)];
            var start = candidates.Min(Start);
            return candidates.Contains(next) && Start(next) == start && next.ArrivedAt == candidates.Where(request => Start(request) == start).Min(request => request.ArrivedAt);
        }

        public void Took(PendingRequest request, double seconds)
        {
            _servedAt[(int)request.Priority] = time.GetTimestamp();
            _virtualTime = Start(request);
            _finish[request.Model] = _virtualTime + seconds / request.Model.Share.Weight;
        }

        private double Start(PendingRequest request) => Math.Max(_virtualTime, _finish[request.Model]);

        private static IEnumerable<PendingRequest> Waiting(ServedModel model)
        {
            for (var request = model.Queue.Head; request is not null; request = model.Queue.After(request)) yield return request;
        }
    }
}
