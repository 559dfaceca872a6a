using CsCheck;

namespace Orleans.Inference.Tests.Routing;

public sealed class DispatcherEpochTests
{
    private static readonly Gen<DispatcherEpoch> Epochs =
        Gen.Select(Gen.Long[0, 2], Gen.Long[0, 2], Gen.OneOf(Gen.Const("a"), Gen.Const("B"), Gen.Const("b"), Gen.Const("ä")), (membership, start, id) => new DispatcherEpoch(membership, start, id));

    [Fact]
    public void The_membership_decides_first_then_the_start_then_the_activation()
    {
        DispatcherEpoch[] ascending = [default, new(0, 0, ""), new(1, 5, "a"), new(1, 5, "b"), new(1, 6, "a"), new(2, 1, "a")];

        Assert.Equal(ascending, ascending.Reverse().Order());
    }

    [Fact]
    public void Of_two_epochs_exactly_one_is_newer_unless_they_are_the_same() => Gen.Select(Epochs, Epochs).Sample((left, right) =>
        (left < right) == (right > left)
        && (left <= right) == !(left > right)
        && (left >= right) == !(left < right)
        && (left.CompareTo(right) == 0) == (left == right)
        && Math.Sign(left.CompareTo(right)) == -Math.Sign(right.CompareTo(left)));

    [Fact]
    public void Newer_than_what_is_newer_is_newer() => Gen.Select(Epochs, Epochs, Epochs).Sample((first, second, third) => !(first < second && second < third) || first < third);

    [Fact]
    public void Any_dispatcher_is_newer_than_none() => Epochs.Sample(epoch => epoch > default(DispatcherEpoch) && epoch > RouteTableStamp.None.Epoch);
}
