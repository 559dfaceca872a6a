namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>A wrong value and an unknown key each stop the start with one line that names the key, the value and what is allowed.</summary>
public sealed class StrictnessTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Theory]
    [InlineData("Inference:MaxQueueLength", "abc", "a whole number")]
    [InlineData("Inference:MaxQueueLength", "1.5", "a whole number")]
    [InlineData("Inference:MaxQueueLength", "99999999999", "at most 2147483647")]
    [InlineData("Inference:MaxQueueLength", "", "a whole number")]
    [InlineData("Inference:AllowCpuFallback", "yes", "true, false")]
    [InlineData("Inference:Speeds:digits", "fast", "a number")]
    [InlineData("Inference:Devices", "", "auto, none")]
    [InlineData("Inference:Devices", "cpu,,cuda:0", "auto, none")]
    [InlineData("Inference:Devices:0:Threads", "many", "a whole number")]
    [InlineData("Inference:Devices:0:UseTensorRt", "1", "true, false")]
    [InlineData("Inference:ModelRepository", "", "NAME/VERSION/model.onnx")]
    [InlineData("Inference:ModelRepository", "no/such", "NAME/VERSION/model.onnx")]
    [InlineData("InferenceClient:DefaultTimeout", "30", "00:00:30")]
    [InlineData("InferenceClient:DefaultTimeout", "30s", "00:00:30")]
    [InlineData("InferenceClient:DefaultTimeout", "25:00:00", "[days.]hours:minutes:seconds")]
    [InlineData("Gateway:MaxRequestBodyBytes", "64 MiB", "a whole number")]
    [InlineData("Dashboard:CounterUpdateIntervalMs", "100", "from 1000")]
    [InlineData("Dashboard:HistoryLength", "0", "from 1")]
    [InlineData("Metrics:Enabled", "1", "true, false")]
    [InlineData("Orleans:Endpoints:SiloPort", "0", "from 1 to 65535")]
    [InlineData("Orleans:Endpoints:GatewayPort", "65536", "from 1 to 65535, or 0")]
    [InlineData("Orleans:Endpoints:AdvertisedIPAddress", "10.0.0.300", "an IP address")]
    [InlineData("Orleans:Endpoints:AdvertisedIPAddress", "7", "an IP address")]
    [InlineData("Orleans:Endpoints:SiloListeningEndpoint", "0.0.0.0", "10.0.0.5:11111")]
    [InlineData("Orleans:Membership:ProbeTimeout", "2", "00:00:30")]
    [InlineData("Orleans:Membership:NumMissedProbesLimit", "two", "a whole number")]
    [InlineData("Orleans:Messaging:CancelRequestOnTimeout", "maybe", "true, false")]
    [InlineData("Orleans:EnableDistributedTracing", "on", "true, false")]
    [InlineData("Logging:LogLevel:Default", "Loud", "Trace, Debug, Information, Warning, Error, Critical, None")]
    [InlineData("Logging:LogLevel:Orleans.Runtime", "2", "Information")]
    [InlineData("Logging:Console:FormatterOptions:SingleLine", "no", "true, false")]
    [InlineData("Logging:Console:QueueFullMode", "Drop", "DropWrite")]
    [InlineData("Urls", "127.0.0.1:8000", "http://HOST:PORT")]
    [InlineData("Urls", "ftp://127.0.0.1:8000", "https://HOST:PORT")]
    [InlineData("Gateway:AllowAnonymous", "1", "true, false")]
    [InlineData("Gateway:ApiKeys:0:Scopes:0", "Admin", "Infer, Manage")]
    [InlineData("Inference:GrpcUrl", "127.0.0.1:8001", "http://HOST:PORT")]
    [InlineData("Inference:GrpcUrl", "http://127.0.0.1:8001;http://127.0.0.1:8002", "http://HOST:PORT")]
    [InlineData("Urls", "http://127.0.0.1:8000/path", "http://HOST:PORT")]
    [InlineData("Urls", "http://127.0.0.1:65536", "http://HOST:PORT")]
    [InlineData("Urls", "http://example.com:8000", "http://HOST:PORT")]
    [InlineData("Urls", "http://localhost:0", "http://HOST:PORT")]
    [InlineData("Urls", "http://127.0.0.1:8000;nonsense", "http://HOST:PORT")]
    [InlineData("Urls", ";", "http://HOST:PORT")]
    public void A_wrong_value(string key, string value, string allowed)
    {
        var line = _launch.Refuse($"--{key}={value}");
        Assert.StartsWith($"command line: {key} is \"{value}\"", line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);

        _launch.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        line = _launch.Refuse();
        Assert.StartsWith($"environment: {key} is \"{value}\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Inference:MaxQueueLenght", "MaxQueueLength?")]
    [InlineData("Inference:Device", "Devices?")]
    [InlineData("Inference:Devices:0:Nmae", "Name?")]
    [InlineData("Inference:MaxBatchSize", "MaxQueueLength, MaxReassemblyBytes, MinResidency, ModelRepository, OnDemand, RepositoryMode, RepositoryPollPeriod, RepositorySettleTime, Speeds")]
    [InlineData("InferenceClient:Timeout", "DefaultTimeout, Host, MaxTensorBytes, RouteTableRenewalPeriod, Zone")]
    [InlineData("Gateway:MaxRequestBodyByte", "MaxRequestBodyBytes?")]
    [InlineData("Dashboard:Port", "Enabled")]
    [InlineData("Metrics:Port", "Enabled")]
    [InlineData("Inferense:Devices", "Inference?", "Inferense")]
    [InlineData("Server:Limits:MaxRequestBodySize", "Urls", "Server")]
    [InlineData("Orleans:Membershp:ProbeTimeout", "Membership?", "Orleans:Membershp")]
    [InlineData("Orleans:Membership:ProbeTimeouts", "ProbeTimeout?")]
    [InlineData("Orleans:Endpoints:Port", "GatewayPort")]
    [InlineData("Orleans:GrainCollection:CollectionAge", "Clustering", "Orleans:GrainCollection")]
    [InlineData("Logging:LogLevels:Default", "LogLevel?", "Logging:LogLevels")]
    [InlineData("Logging:Console:FormatterOptions:SingleLines", "SingleLine?")]
    public void An_unknown_key(string key, string allowed, string? named = null)
    {
        var line = _launch.Refuse($"--{key}", "value");

        var subject = named ?? $"{key} (= \"value\")";
        Assert.StartsWith($"command line: {subject} is not a setting", line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Inference": { "MaxQueueLength": { "a": 1 } } }""", "Inference:MaxQueueLength is a group (a); it must be a whole number")]
    [InlineData("""{ "Inference": "cpu" }""", "Inference is \"cpu\"; it must be a group with keys of")]
    [InlineData("""{ "Inference": { "Devices": { "cpu": 1 } } }""", "Inference:Devices is a group (cpu); it must be auto")]
    [InlineData("""{ "Inference": { "Devices": [] } }""", "Inference:Devices is \"\"; it must be auto")]
    [InlineData("""{ "Inference": { "Speeds": 5 } }""", "Inference:Speeds is \"5\"; it must be a group of names")]
    [InlineData("""{ "Orleans": { "Clustering": "Redis" } }""", "Orleans:Clustering is \"Redis\"; it must be a group with ProviderType")]
    [InlineData("""{ "Orleans": { "Clustering": { "ConnectionString": "x" } } }""", "Orleans:Clustering has no ProviderType")]
    [InlineData(
        """{ "Orleans": { "Endpoints": { "AdvertisedIPAddress": "10.0.0.5" } } }""",
        "Orleans:Endpoints:AdvertisedIPAddress is \"10.0.0.5\"; it needs Orleans:Clustering:ProviderType")]
    public void A_wrong_form(string json, string expected)
    {
        _launch.Write("work/silo.json", json);

        Assert.StartsWith($"silo.json: {expected}", _launch.Refuse(), StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_know_their_own_keys()
    {
        var configuration = _launch.Load(
            "--Orleans:Clustering:ProviderType", "Development", "--Orleans:Clustering:Anything", "x", "--Orleans:GrainStorage:mine:ProviderType", "Memory",
            "--ConnectionStrings:redis", "localhost", "--Orleans:Metadata:zone", "a").Configuration;

        Assert.Equal("x", configuration["Orleans:Clustering:Anything"]);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        _launch.Environment["Inference__MaxQueueLength"] = "x";

        Assert.Equal(3, _launch.RefuseAll("--Orleans:Foo", "1", "--urls", "x").Count);
    }

    [Fact]
    public void A_long_value_is_cut_and_stays_on_one_line()
    {
        var line = _launch.Refuse("--Inference:MaxQueueLength", $"a\nb{new string('x', 5000)}");

        Assert.InRange(line.Length, 100, 250);
    }
}
