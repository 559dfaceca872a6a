using System.Collections.Immutable;
using System.Numerics;

namespace Orleans.Inference.Policies;

/// <summary>
/// The same worker for the same key: of all workers the one with the highest score, which is a hash of key and worker. A worker that joins or leaves moves only
/// the keys that are or were its own. One that has more than its share and a quarter of what all have passes the request on to the next score.
/// </summary>
/// <remarks>
/// D. Thaler and C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998 (rendezvous hashing); the bound is that of V. Mirrokni, M. Thorup and
/// M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018. A request without a key goes to the shortest queue.
/// </remarks>
internal sealed class StickyPolicy : IDispatchPolicy
{
    /// <summary>How much more than its share a worker may have.</summary>
    internal const double Allowance = 1.25;

    private const long DecisionsPerLook = 64;
    private readonly ImmutableArray<Destination> _destinations;
    private readonly ShortestQueuePolicy _withoutKey;
    private readonly uint[] _hashes;
    private long _decisions = -1;
    private double _average;

    public StickyPolicy(ImmutableArray<Destination> destinations)
    {
        _destinations = destinations;
        _withoutKey = new(destinations);
        _hashes = [.. destinations.Select(destination => destination.WorkerHash)];
    }

    public Destination Choose(in DispatchContext context)
    {
        if (context.AffinityKey is not { } affinityKey) return _withoutKey.Choose(context);
        var key = AffinityHash.Of(affinityKey);
        var bound = Math.Ceiling(Allowance * AverageWithOneMore(context));
        var favourite = _destinations[FindHighest(key)];
        return favourite.GetQueueLength(context) + 1 <= bound ? favourite : PassOn(key, bound, context);
    }

    private Destination PassOn(uint key, double bound, in DispatchContext context)
    {
        Destination? best = null;
        var highest = 0u;
        for (var i = 0; i < _hashes.Length; i++)
        {
            var score = Score(new Vector<uint>(_hashes[i] ^ key))[0];
            if ((best is not null && score <= highest) || _destinations[i].GetQueueLength(context) + 1 > bound) continue;
            (best, highest) = (_destinations[i], score);
        }

        return best ?? _withoutKey.Choose(context);
    }

    // Of a few, exactly; of many it is looked at now and then.
    private double AverageWithOneMore(in DispatchContext context)
    {
        if (_destinations.Length > SampleWindow.Size && Interlocked.Increment(ref _decisions) % DecisionsPerLook != 0) return Volatile.Read(ref _average);
        var total = 1.0;
        foreach (var destination in _destinations.AsSpan()) total += destination.GetQueueLength(context);
        var average = total / _destinations.Length;
        Volatile.Write(ref _average, average);
        return average;
    }

    private int FindHighest(uint key)
    {
        var (best, highest) = (0, 0u);
        var i = 0;
        if (_hashes.Length >= Vector<uint>.Count)
        {
            var (scores, indexes) = (Vector<uint>.Zero, Vector<uint>.Zero);
            for (; i <= _hashes.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            {
                var score = Score(new Vector<uint>(_hashes, i) ^ new Vector<uint>(key));
                var higher = Vector.GreaterThan(score, scores);
                scores = Vector.ConditionalSelect(higher, score, scores);
                indexes = Vector.ConditionalSelect(higher, new Vector<uint>((uint)i), indexes);
            }

            for (var lane = 0; lane < Vector<uint>.Count; lane++)
            {
                if (scores[lane] > highest) (best, highest) = ((int)indexes[lane] + lane, scores[lane]);
            }
        }

        for (; i < _hashes.Length; i++)
        {
            var score = Score(new Vector<uint>(_hashes[i] ^ key))[0];
            if (score > highest) (best, highest) = (i, score);
        }

        return best;
    }

    // The finalizer of MurmurHash3: every bit of the hashes reaches every bit of the score.
    private static Vector<uint> Score(Vector<uint> hashes)
    {
        hashes ^= hashes >>> 16;
        hashes *= new Vector<uint>(0x85EBCA6B);
        hashes ^= hashes >>> 13;
        hashes *= new Vector<uint>(0xC2B2AE35);
        return hashes ^ (hashes >>> 16);
    }
}
