using System.Text.Json;
using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Tests.Models.Repository;

public sealed class ServedVersionsTests : IDisposable
{
    private readonly TemporaryRepository _repository = new TemporaryRepository().With("digits/1").With("digits/2").With("digits/10");

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("\"latest\"", "10")]
    [InlineData("\"latest 2\"", "2,10")]
    [InlineData("\"latest 9\"", "1,2,10")]
    [InlineData("\"all\"", "1,2,10")]
    [InlineData("[\"10\", \"1\", \"1\"]", "1,10")]
    public void The_versions_that_the_model_says_are_served(string policy, string expected)
    {
        var entries = _repository.With("digits/model.json", $$"""{ "Versions": {{policy}} }""").Scan();

        Assert.Equal(expected, string.Join(',', entries.Select(entry => entry.Version)));
        Assert.All(entries, entry => Assert.Equal(_repository.PathOf($"digits/{entry.Version}"), entry.Definition!.Folder));
    }

    [Fact]
    public void A_version_that_is_named_but_missing_is_reported_and_the_others_are_served()
    {
        var entries = _repository.With("digits/model.json", """{ "Versions": ["1", "3"] }""").Scan();

        Assert.Equal(["1", "3"], entries.Select(entry => entry.Version));
        Assert.NotNull(entries[0].Definition);
        Assert.Null(entries[1].Definition);
        Assert.Contains("there are: 1, 2, 10", entries[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_version_has_its_own_keys_over_those_of_the_model_and_a_wrong_one_is_reported_alone()
    {
        var entries = _repository
            .With("digits/model.json", """{ "Versions": "all", "Instances": 2, "MaxReplicas": 2 }""")
            .With("digits/1/model.json", """{ "Instances": 1 }""")
            .With("digits/2/model.json", """{ "MinReplicas": 3 }""")
            .Scan();

        Assert.Equal([1, null, 2], entries.Select(entry => entry.Definition?.Configuration.Instances));
        Assert.Contains("MinReplicas is 3, it must be at most MaxReplicas, which is 2", entries[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_may_not_say_which_versions_are_served()
    {
        var entry = Assert.Single(_repository.With("digits/10/model.json", """{ "Versions": "all" }""").Scan());

        Assert.StartsWith(_repository.PathOf("digits/10/model.json"), entry.Reason, StringComparison.Ordinal);
        Assert.Contains("Versions is a key of the model", entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_written_as_it_is_read()
    {
        foreach (var policy in new[] { VersionPolicy.Latest(), VersionPolicy.Latest(3), VersionPolicy.All, VersionPolicy.Of("3", "1") })
        {
            Assert.Equal(policy, JsonSerializer.Deserialize<VersionPolicy>(JsonSerializer.Serialize(policy)));
        }
    }

    [Fact]
    public void A_model_that_goes_away_while_the_repository_is_read_is_reported()
    {
        var entry = Assert.Single(ModelFolder.Read(_repository.PathOf("gone")));

        Assert.Equal("gone", entry.Name);
        Assert.Null(entry.Definition);
        Assert.Contains(_repository.PathOf("gone"), entry.Reason, StringComparison.Ordinal);
    }
}
