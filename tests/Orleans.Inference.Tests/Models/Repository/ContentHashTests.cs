using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Tests.Models.Repository;

public sealed class ContentHashTests : IDisposable
{
    private readonly TemporaryRepository _repository = new TemporaryRepository().With("digits/1/model.onnx", "weights").With("digits/1/more/data.bin", "data");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task The_same_files_have_the_same_hash_wherever_they_lie()
    {
        using var copy = new TemporaryRepository().With("other/7/more/data.bin", "data").With("other/7/model.onnx", "weights");

        var hash = await HashAsync(_repository, "digits/1");

        Assert.Matches("^[0-9a-f]{16}$", hash);
        Assert.Equal(hash, await HashAsync(copy, "other/7"));
    }

    [Theory]
    [InlineData("digits/1/model.onnx", "weighty")]
    [InlineData("digits/1/more/data.bin", "")]
    [InlineData("digits/1/new.bin", "")]
    [InlineData("digits/model.json", "{}")]
    [InlineData("digits/config.pbtxt", "")]
    public async Task Another_byte_file_or_configuration_makes_another_hash(string path, string content)
    {
        var before = await HashAsync(_repository, "digits/1");

        Assert.NotEqual(before, await HashAsync(_repository.With(path, content), "digits/1"));
    }

    [Fact]
    public async Task Bytes_that_move_from_one_file_to_another_make_another_hash()
    {
        using var other = new TemporaryRepository().With("digits/1/model.onnx", "weight").With("digits/1/more/data.bin", "sdata");

        Assert.NotEqual(await HashAsync(_repository, "digits/1"), await HashAsync(other, "digits/1"));
    }

    [Fact]
    public async Task Another_version_of_the_model_does_not_matter()
    {
        var before = await HashAsync(_repository, "digits/1");

        Assert.Equal(before, await HashAsync(_repository.With("digits/2").With("digits/readme.md", "x"), "digits/1"));
    }

    [Fact]
    public async Task A_file_larger_than_a_piece_is_read_whole()
    {
        var large = new byte[3_000_001];
        var before = await HashAsync(_repository.With("digits/1/model.onnx", large), "digits/1");
        large[^1] = 1;

        Assert.NotEqual(before, await HashAsync(_repository.With("digits/1/model.onnx", large), "digits/1"));
    }

    [Fact]
    public async Task A_caller_can_give_up() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
        ContentHash.ComputeAsync(_repository.PathOf("digits/1"), new CancellationToken(canceled: true)));

    [Fact]
    public async Task A_version_that_is_not_there_any_more_is_an_error_that_names_it()
    {
        var exception = await Assert.ThrowsAnyAsync<IOException>(() => HashAsync(_repository, "digits/9"));

        Assert.Contains(_repository.PathOf("digits/9"), exception.Message, StringComparison.Ordinal);
    }

    private static Task<string> HashAsync(TemporaryRepository repository, string version) =>
        ContentHash.ComputeAsync(repository.PathOf(version), TestContext.Current.CancellationToken);
}
