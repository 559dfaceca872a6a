namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>The stores of the membership: what they lack stops the start, and no password is shown for it.</summary>
public sealed class ClusteringTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Theory]
    [InlineData("""{ "ProviderType": "Redis" }""", "ProviderType is \"Redis\"; it needs Orleans:Clustering:ConnectionString, such as 127.0.0.1:6379.")]
    [InlineData("""{ "ProviderType": "Redis", "ConnectionString": "" }""", "it needs Orleans:Clustering:ConnectionString")]
    [InlineData("""{ "ProviderType": "Redis", "ConectionString": "a" }""", "Orleans:Clustering:ConectionString (= \"a\") is not a setting; did you mean ConnectionString?")]
    [InlineData("""{ "ProviderType": "Redis", "Invariant": "Npgsql" }""", "Orleans:Clustering:Invariant (= \"Npgsql\") is not a setting")]
    [InlineData("""{ "ProviderType": "Redis", "ConnectionString": "a,pasword=secret" }""", "Orleans:Clustering:ConnectionString cannot be read: ")]
    [InlineData("""{ "ProviderType": "Redis", "ConnectionString": "password=secret" }""", "it names no HOST:PORT")]
    [InlineData("""{ "ProviderType": "Redis", "ConnectionName": "cache" }""", "Orleans:Clustering:ConnectionName is \"cache\"; there is no ConnectionStrings:cache.")]
    [InlineData("""{ "ProviderType": "AdoNet", "ConnectionString": "Host=a" }""", "it needs Orleans:Clustering:Invariant, the database's driver: Npgsql is there.")]
    [InlineData("""{ "ProviderType": "AdoNet", "Invariant": "npgsql", "ConnectionString": "Host=a" }""", "Orleans:Clustering:Invariant is \"npgsql\"; it must be Npgsql.")]
    [InlineData("""{ "ProviderType": "AdoNet", "Invariant": "Npgsql" }""", "it needs Orleans:Clustering:ConnectionString, such as Host=")]
    [InlineData("""{ "ProviderType": "AdoNet", "Invariant": "Npgsql", "ConnectionString": "Hots=a;Password=secret" }""", "ConnectionString cannot be read: Couldn't set hots")]
    public void What_is_missing_or_wrong_is_one_line(string clustering, string expected)
    {
        _launch.Write("work/silo.json", $$"""{ "Orleans": { "Clustering": {{clustering}} } }""");

        var line = _launch.Refuse();

        Assert.StartsWith("silo.json: Orleans:Clustering", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_may_be_named()
    {
        var settings = _launch.Load(
            "--Orleans:Clustering:ProviderType", "AdoNet", "--Orleans:Clustering:Invariant", "Npgsql", "--Orleans:Clustering:ConnectionName", "members",
            "--ConnectionStrings:members", "Host=db;Username=me");

        Assert.Equal(("AdoNet", "Host=db;Username=me"), settings.MembershipStore);
    }
}
