using System.Collections.Immutable;
using System.Numerics;

namespace Orleans.Inference.Policies;

/// <summary>
/// The same worker for the same key: of all workers the one with the highest score, which is a hash of key and worker. A worker that joins or leaves moves only
/// the keys that are or were its own. One that has more than its share by speed and a quarter of what all have passes the request on to the next score.
/// </summary>
/// <remarks>
/// D. Thaler and C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998 (rendezvous hashing); the bound is that of V. Mirrokni, M. Thorup and
/// M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018. A request without a key goes to the shortest queue.
/// </remarks>
internal sealed class StickyPolicy : IDispatchPolicy
{
    /// <summary>How much more than its share a worker may have.</summary>
    internal const double Allowance = 1.25;

    private const int MaxTries = 16;
    private const long DecisionsPerLook = 64;
    private readonly ImmutableArray<Destination> _destinations;
    private readonly ShortestQueuePolicy _withoutKey;
    private readonly uint[] _hashes;
    private long _decisions = -1;
    private double _requestsPerSpeed;

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
        LookAround(context);
        for (var (tries, below) = (0, uint.MaxValue); tries < _destinations.Length && tries < MaxTries; tries++)
        {
            (var place, below) = FindHighest(key, below);
            if (MayTake(_destinations[place], context)) return _destinations[place];
        }

        return _withoutKey.Choose(context);
    }

    private bool MayTake(Destination destination, in DispatchContext context) =>
        destination.GetQueueLength(context) + 1 <= Math.Ceiling(Volatile.Read(ref _requestsPerSpeed) * SpeedOf(destination));

    // Of a few, exactly; of many it is looked at now and then.
    private void LookAround(in DispatchContext context)
    {
        if (_destinations.Length > SampleWindow.Size && Interlocked.Increment(ref _decisions) % DecisionsPerLook != 0) return;
        var (requests, speeds) = (1.0, 0.0);
        foreach (var destination in _destinations.AsSpan())
        {
            requests += destination.GetQueueLength(context);
            speeds += SpeedOf(destination);
        }

        Volatile.Write(ref _requestsPerSpeed, Allowance * requests / speeds);
    }

    private static double SpeedOf(Destination destination) => destination.Speed is > 0 and var speed ? speed : 1;

    /// <summary>The place of the highest score below another one, and that score.</summary>
    private (int Place, uint Score) FindHighest(uint key, uint below)
    {
        var (best, highest) = (0, 0u);
        var i = 0;
        if (_hashes.Length >= Vector<uint>.Count)
        {
            var (scores, places) = (Vector<uint>.Zero, Vector<uint>.Zero);
            for (; i <= _hashes.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            {
                var score = Score(new Vector<uint>(_hashes, i) ^ new Vector<uint>(key));
                var higher = Vector.GreaterThan(score, scores) & Vector.LessThan(score, new Vector<uint>(below));
                scores = Vector.ConditionalSelect(higher, score, scores);
                places = Vector.ConditionalSelect(higher, new Vector<uint>((uint)i), places);
            }

            for (var lane = 0; lane < Vector<uint>.Count; lane++)
            {
                if (scores[lane] > highest) (best, highest) = ((int)places[lane] + lane, scores[lane]);
            }
        }

        for (; i < _hashes.Length; i++)
        {
            var score = Score(new Vector<uint>(_hashes[i] ^ key))[0];
            if (score > highest && score < below) (best, highest) = (i, score);
        }

        return (best, highest);
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
