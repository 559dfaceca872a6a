namespace Orleans.Inference.Tests.Silo.Configuration;

public sealed class AliasStorageTests : IDisposable
{
    private const string Storage = "Orleans:GrainStorage:inference";
    private static readonly string[] Redis = ["--Orleans:Clustering:ProviderType", "Redis", "--Orleans:Clustering:ConnectionString", "10.0.0.5:6379"];
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void Aliases_are_kept_in_the_Redis_that_holds_the_membership()
    {
        var storage = _launch.Load(Redis).Configuration.GetSection(Storage);

        Assert.Equal(("Redis", "10.0.0.5:6379"), (storage["ProviderType"], storage["ConnectionString"]));
    }

    [Fact]
    public void They_are_kept_where_the_settings_say_if_they_do()
    {
        var storage = _launch.Load([.. Redis, $"--{Storage}:ProviderType", "Redis", $"--{Storage}:ConnectionString", "10.0.0.6:6379"]).Configuration.GetSection(Storage);

        Assert.Equal("10.0.0.6:6379", storage["ConnectionString"]);
    }

    [Fact]
    public void Without_Redis_they_are_kept_in_memory() => Assert.Empty(_launch.Load().Configuration.GetSection(Storage).GetChildren());
}
