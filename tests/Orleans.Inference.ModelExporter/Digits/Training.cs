using System.Numerics.Tensors;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Trains a network on augmented scans.</summary>
/// <remarks>The same seed gives the same network on the same kind of processor; vectors of another width round differently.</remarks>
internal sealed class Training
{
    private const int Seed = 20;
    private const int Epochs = 40;
    private const int BatchSize = 50;
    private const float LearningRate = 2e-3f;

    // Fixed, not the number of cores: gradients are summed shard by shard, so the result does not depend on the machine's size.
    private const int Shards = 2;

    private readonly ScanSet _scans;
    private readonly Random _random = new(Seed);
    private readonly Network[] _shards;
    private readonly Adam _optimizer;
    private readonly int[] _order;
    private int _step;

    private Training(ScanSet scans)
    {
        _scans = scans;
        Network = Network.Create(_random);
        _shards = [Network, .. Enumerable.Range(1, Shards - 1).Select(_ => Network.Replica())];
        _optimizer = new(Network.Parameters);
        _order = [.. Enumerable.Range(0, scans.Count)];
    }

    private Network Network { get; }

    private int Steps => Epochs * (_scans.Count / BatchSize);

    public static Network Run(ScanSet train, ScanSet test)
    {
        Training training = new(train);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            var learned = training.Epoch(epoch);
            Console.WriteLine($"epoch {epoch,2}: augmented train {learned:P2}, test {Accuracy.Of(training.Network, test):P2}");
        }

        return training.Network;
    }

    private double Epoch(int epoch)
    {
        _random.Shuffle(_order);
        var right = 0;
        for (var first = 0; first + BatchSize <= _order.Length; first += BatchSize)
        {
            right += Batch(epoch, _order.AsMemory(first, BatchSize));
            // Half a cosine, from the full rate down to zero.
            _optimizer.Step(LearningRate * 0.5f * (1 + MathF.Cos(MathF.PI * _step++ / Steps)), BatchSize);
        }

        return (double)right / _order.Length;
    }

    private int Batch(int epoch, ReadOnlyMemory<int> batch)
    {
        var right = new int[Shards];
        Parallel.For(0, Shards, shard =>
        {
            var part = (shard * batch.Length / Shards)..((shard + 1) * batch.Length / Shards);
            right[shard] = Learn(_shards[shard], epoch, batch.Span[part]);
        });
        foreach (var replica in _shards.Skip(1))
            MoveGradients(replica, Network);

        return right.Sum();
    }

    private int Learn(Network network, int epoch, ReadOnlySpan<int> indices)
    {
        var right = 0;
        var augmented = new float[ScanSet.Pixels];
        foreach (var index in indices)
        {
            Augmentation.Apply(_scans.Bytes(index), augmented, new Random((epoch * _scans.Count) + index));
            if (network.Learn(augmented, _scans.Label(index)))
                right++;
        }

        return right;
    }

    private static void MoveGradients(Network from, Network to)
    {
        foreach (var (source, target) in from.Parameters.Zip(to.Parameters))
        {
            TensorPrimitives.Add(target.Gradient, source.Gradient, target.Gradient);
            Array.Clear(source.Gradient);
        }
    }
}
