namespace Orleans.Inference;

/// <summary>
/// Which dispatcher made a route table. Two dispatchers may live side by side for a moment while the cluster changes; the higher epoch is right.
/// </summary>
/// <param name="MembershipVersion">The version of the cluster's membership when the dispatcher started.</param>
/// <param name="StartTicks">When it started, in UTC ticks of its silo's clock.</param>
/// <param name="ActivationId">Its activation, which decides between two that are otherwise equal.</param>
[GenerateSerializer, Immutable, Alias("inference.DispatcherEpoch")]
public readonly record struct DispatcherEpoch(long MembershipVersion, long StartTicks, string ActivationId) : IComparable<DispatcherEpoch>
{
    /// <inheritdoc/>
    public int CompareTo(DispatcherEpoch other)
    {
        var order = MembershipVersion.CompareTo(other.MembershipVersion);
        if (order == 0) order = StartTicks.CompareTo(other.StartTicks);
        return order != 0 ? order : string.CompareOrdinal(ActivationId, other.ActivationId);
    }

    /// <summary>Whether <paramref name="left"/> is older than <paramref name="right"/>.</summary>
    /// <param name="left">One epoch.</param>
    /// <param name="right">The other.</param>
    public static bool operator <(DispatcherEpoch left, DispatcherEpoch right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer than <paramref name="right"/>.</summary>
    /// <param name="left">One epoch.</param>
    /// <param name="right">The other.</param>
    public static bool operator >(DispatcherEpoch left, DispatcherEpoch right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not newer than <paramref name="right"/>.</summary>
    /// <param name="left">One epoch.</param>
    /// <param name="right">The other.</param>
    public static bool operator <=(DispatcherEpoch left, DispatcherEpoch right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not older than <paramref name="right"/>.</summary>
    /// <param name="left">One epoch.</param>
    /// <param name="right">The other.</param>
    public static bool operator >=(DispatcherEpoch left, DispatcherEpoch right) => left.CompareTo(right) >= 0;
}
