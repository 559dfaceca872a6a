using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// The destinations that a policy compares: all of a few, and of many a run of 32 from a random place, so that a decision costs the same whatever their number.
/// The best of 32 at random is as good as idle whenever any share worth speaking of is idle.
/// </summary>
internal readonly ref struct SampleWindow
{
    public const int Size = 32;
    private readonly ReadOnlySpan<Destination> _all;
    private readonly int _start;

    public SampleWindow(ImmutableArray<Destination> destinations)
    {
        _all = destinations.AsSpan();
        Length = Math.Min(_all.Length, Size);
        _start = _all.Length > Size ? Random.Shared.Next(_all.Length) : 0;
    }

    public int Length { get; }

    public Destination this[int index]
    {
        get
        {
            var place = _start + index;
            return _all[place < _all.Length ? place : place - _all.Length];
        }
    }
}
