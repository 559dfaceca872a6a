using System.Collections.Immutable;
using CsCheck;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SequencePaddingTests
{
    private static readonly ImmutableArray<TensorSpec> Inputs = Specs.Of("ids Int64[batch,sequence]", "mask Int64[batch,sequence]", "scale Float32[batch,2]");
    private static readonly ImmutableArray<TensorSpec> Outputs = Specs.Of("each Float32[batch,sequence,2]", "all Float32[batch]");
    private static readonly PaddingConfiguration Configuration = new() { Dimension = "sequence", Mask = "mask", Values = ImmutableDictionary<string, double>.Empty.Add("ids", 7) };

    [Fact]
    public void Sequences_of_different_lengths_run_as_one_batch_are_answered_as_they_are_alone() =>
        Gen.Select(Gen.Int[4, 8], Gen.Int[1, 3], Gen.Int[0, 1000]).Array[2, 6].Sample(requests =>
        {
            var runs = 0;
            var session = new FakeSession(Inputs, Outputs, inputs =>
            {
                runs++;
                return Answer(inputs);
            });
            var model = SchedulerHarness.MakeModel(session, padding: SequencePadding.Create(Configuration, Inputs, Outputs));
            List<PendingRequest> batch = [.. requests.Select(request => Make(model, request.Item1, request.Item2, request.Item3))];
            if (!batch.TrueForAll(request => request.IsCompatibleWith(batch[0]))) return false;

            var together = BatchRun.Execute(batch, TimeProvider.System, out _);

            return runs == 1 && batch.Zip(together).All(pair => AreSame(BatchRun.ExecuteAlone(pair.First), pair.Second));
        }, iter: 300);

    [Fact]
    public void Lengths_that_differ_too_much_are_not_mixed()
    {
        var model = SchedulerHarness.MakeModel(new FakeSession(Inputs, Outputs, Answer), padding: SequencePadding.Create(Configuration, Inputs, Outputs));

        Assert.True(Make(model, 4, 1, 1).IsCompatibleWith(Make(model, 8, 1, 1)));
        Assert.False(Make(model, 4, 1, 1).IsCompatibleWith(Make(model, 9, 1, 1)));
    }

    [Fact]
    public void Without_padding_only_equal_lengths_are_mixed()
    {
        var model = SchedulerHarness.MakeModel(new FakeSession(Inputs, Outputs, Answer));

        Assert.True(Make(model, 4, 1, 1).IsCompatibleWith(Make(model, 4, 2, 1)));
        Assert.False(Make(model, 4, 1, 1).IsCompatibleWith(Make(model, 5, 1, 1)));
    }

    [Theory]
    [InlineData("length", "mask", "no input has the dimension 'length'")]
    [InlineData("sequence", "attention", "no input 'attention'")]
    [InlineData("sequence", "scale", "'scale' is Float32[batch,2]")]
    public void What_does_not_fit_the_model_is_named(string dimension, string mask, string problem) => Assert.Contains(
        problem,
        Assert.Throws<ModelLoadException>(() => SequencePadding.Create(new() { Dimension = dimension, Mask = mask }, Inputs, Outputs)).Message,
        StringComparison.Ordinal);

    // Of each element and of the whole sequence, as far as the mask goes: what an encoder with pooling does.
    private static Tensor[] Answer(Tensor[] inputs)
    {
        var (ids, mask, scale) = (inputs[0].ToArray<long>(), inputs[1].ToArray<long>(), inputs[2].ToArray<float>());
        var (rows, length) = ((int)inputs[0].Shape[0], (int)inputs[0].Shape[1]);
        var (each, all) = (new float[rows * length * 2], new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < length; i++)
            {
                var at = row * length + i;
                Assert.True(mask[at] == 1 || ids[at] == 7);
                each[at * 2] = ids[at] * scale[row * 2];
                each[at * 2 + 1] = ids[at] * scale[row * 2 + 1];
                all[row] += ids[at] * mask[at];
            }
        }

        return [Tensor.Create(each, [rows, length, 2]), Tensor.Create(all, [rows])];
    }

    private static PendingRequest Make(ServedModel model, int length, int rows, int seed)
    {
        var random = new Random(seed);
        long[] ids = [.. Enumerable.Range(0, rows * length).Select(_ => (long)random.Next(100))];
        long[] mask = [.. Enumerable.Repeat(1L, rows * length)];
        float[] scale = [.. Enumerable.Range(0, rows * 2).Select(_ => random.NextSingle())];
        return new(
            new() { Model = "m", Inputs = [] },
            model,
            [Tensor.Create(ids, [rows, length]), Tensor.Create(mask, [rows, length]), Tensor.Create(scale, [rows, 2])],
            [0, 1],
            new(TimeSpan.FromHours(1)));
    }

    private static bool AreSame(BatchRun.Answer alone, BatchRun.Answer together) => alone.Failure is null && together.Failure is null
        && alone.Outputs.Zip(together.Outputs).All(pair => pair.First.Tensor.Shape.SequenceEqual(pair.Second.Tensor.Shape)
            && pair.First.Tensor.Bytes.Span.SequenceEqual(pair.Second.Tensor.Bytes.Span));
}
