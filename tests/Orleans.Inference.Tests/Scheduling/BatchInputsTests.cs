using CsCheck;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class BatchInputsTests
{
    [Fact]
    public void The_rows_of_all_requests_follow_each_other_in_every_input() =>
        Gen.Select(Gen.Enum<ElementType>(), Gen.Enum<ElementType>(), Gen.Long[1, 3].Array[2, 5]).SelectMany((first, second, rows) =>
                Gen.Select(Inputs(first, rows), Inputs(second, rows)))
            .Sample((firsts, seconds) =>
            {
                var session = new FakeSession(
                    Specs.Of($"a {firsts[0].ElementType}[batch,2]", $"b {seconds[0].ElementType}[batch,2]"), Specs.Of("y Float32[batch]"), inputs => [inputs[0]]);
                var model = SchedulerHarness.MakeModel(session);
                var batch = firsts.Zip(seconds, (a, b) => new PendingRequest(new() { Model = "m", Inputs = [] }, model, [a, b], [0], new(TimeSpan.FromHours(1)))).ToList();

                using var inputs = new BatchInputs(batch);

                return AreRowsOf(inputs.Tensors[0], firsts) && AreRowsOf(inputs.Tensors[1], seconds);
            }, iter: 300);

    private static Gen<Tensor[]> Inputs(ElementType type, long[] rows) =>
        rows.Select(count => RandomTensors.Of(type, [count, 2])).Aggregate(
            Gen.Const(Array.Empty<Tensor>()),
            (all, next) => Gen.Select(all, next, (tensors, tensor) => (Tensor[])[.. tensors, tensor]));

    private static bool AreRowsOf(Tensor batch, Tensor[] parts)
    {
        var start = 0L;
        foreach (var part in parts)
        {
            if (!RandomTensors.AreSame(part, batch.Slice(start, part.Shape[0]))) return false;
            start += part.Shape[0];
        }

        return start == batch.Shape[0];
    }
}
