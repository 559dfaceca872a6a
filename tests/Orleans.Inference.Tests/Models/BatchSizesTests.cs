using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class BatchSizesTests
{
    private readonly RunTimes _times = new(TimeProvider.System);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)] // fewer than the smallest go as they are
    [InlineData(4, 4)]
    [InlineData(15, 8)]
    [InlineData(40, 16)]
    public void A_batch_is_cut_to_the_largest_preferred_size_that_is_full(int waiting, int size) =>
        Assert.Equal(size, new BatchSizes(64) { Preferred = [4, 8, 16] }.Choose(waiting, _times));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 9)] // a request with more rows than any bucket runs as it is
    public void A_run_has_the_rows_of_a_bucket(int rows, int run) => Assert.Equal(run, new BatchSizes(8) { Buckets = [2, 8] }.RunSize(rows));

    [Fact]
    public void Sizes_that_batches_may_have_are_warmed()
    {
        Assert.Equal([1, 2, 4, 8, 12], new BatchSizes(12).ToWarm());
        Assert.Equal([1, 2, 3, 4, 6, 8], new BatchSizes(8) { Preferred = [3, 6] }.ToWarm());
        Assert.Equal([2, 8], new BatchSizes(8) { Buckets = [2, 8] }.ToWarm());
    }
}
