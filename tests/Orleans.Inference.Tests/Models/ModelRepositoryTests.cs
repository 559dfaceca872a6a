namespace Orleans.Inference.Tests.Models;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(new[] { "1" }, "1")]
    [InlineData(new[] { "9", "10" }, "10")]
    [InlineData(new[] { "2", "10", "9" }, "10")]
    [InlineData(new[] { "99999999999999999998", "99999999999999999999", "5" }, "99999999999999999999")]
    [InlineData(new[] { "20240511", "7" }, "20240511")]
    [InlineData(new[] { "0" }, "0")]
    public void The_highest_version_by_its_number_is_served(string[] versions, string expected)
    {
        foreach (var version in versions) _repository.With($"digits/{version}");

        var entry = Assert.Single(_repository.Scan());

        Assert.Equal(("digits", expected, ""), (entry.Name, entry.Version, entry.Reason));
        Assert.Equal(("digits", expected), (entry.Definition!.Name, entry.Definition.Version));
        Assert.Equal(_repository.PathOf($"digits/{expected}"), entry.Definition.Folder);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("2.0")]
    [InlineData("-3")]
    [InlineData("+3")]
    [InlineData("٣")]
    [InlineData("2 ")]
    [InlineData("latest")]
    [InlineData(".4")]
    public void A_folder_that_is_no_number_is_no_version(string folder)
    {
        _repository.With("digits/1").With($"digits/{folder}");

        Assert.Equal("1", Assert.Single(_repository.Scan()).Version);
    }

    [Fact]
    public void A_file_that_is_a_number_is_no_version()
    {
        _repository.With("digits/1").With("digits/2", "a file");

        Assert.Equal("1", Assert.Single(_repository.Scan()).Version);
    }

    [Fact]
    public void A_model_without_a_version_is_reported_and_the_others_are_served()
    {
        _repository.With("digits/1").With("empty/readme.md", "").With("words/v1");

        var entries = _repository.Scan();

        Assert.Equal(["digits", "empty", "words"], entries.Select(entry => entry.Name));
        Assert.NotNull(entries[0].Definition);
        foreach (var broken in entries.Skip(1))
        {
            Assert.Null(broken.Definition);
            Assert.Empty(broken.Version);
            Assert.Contains("no version", broken.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Hidden_folders_and_files_beside_the_models_are_passed_over()
    {
        _repository.With("digits/1").With(".git/1").With("README.md", "").With("digits/.cache/model.onnx", "");

        Assert.Equal("digits", Assert.Single(_repository.Scan()).Name);
    }

    [Fact]
    public void The_models_come_in_the_order_of_their_names()
    {
        _repository.With("b/1").With("C/1").With("a/1");

        Assert.Equal(["C", "a", "b"], _repository.Scan().Select(entry => entry.Name));
    }

    [Fact]
    public void An_empty_repository_has_no_models() => Assert.Empty(_repository.Scan());

    [Theory]
    [InlineData("7", true)]
    [InlineData("007", true)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("1 ", false)]
    [InlineData("-1", false)]
    public void A_version_is_digits_alone(string name, bool expected) => Assert.Equal(expected, ModelVersions.IsVersion(name));

    [Fact]
    public void Versions_are_ordered_by_their_number_and_what_is_none_comes_first() =>
        Assert.Equal(["", "0", "9", "10", "99999999999999999999"], new[] { "10", "99999999999999999999", "", "9", "0" }.Order(ModelVersions.Ascending));
}
