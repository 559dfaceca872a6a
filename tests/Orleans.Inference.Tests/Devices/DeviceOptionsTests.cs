using Orleans.Inference.Hosting;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Devices;

/// <summary>Devices that cannot be are refused before any is opened, with what is allowed.</summary>
public sealed class DeviceOptionsTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [InlineData("cpu", "cpu:1", "cpu:17")]
    [InlineData("cuda:0", "cuda:1", "cpu")]
    [InlineData("auto", "cpu")]
    public void Names_that_are_allowed(params string[] devices) => Assert.Empty(Problems(Named(devices)));

    [Theory]
    [InlineData("CPU")]
    [InlineData("cpu:")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:one")]
    [InlineData("cpu:99999999999")]
    [InlineData("cuda")]
    [InlineData("tpu:0")]
    [InlineData("")]
    public void Other_names_are_refused_with_those_that_are_allowed(string device) =>
        Assert.Equal($"Inference:Devices has '{device}': allowed are auto, none, cpu, cpu:N and cuda:N.", Assert.Single(Problems(Named(device))));

    [Theory]
    [InlineData("cpu", "cpu:0")]
    [InlineData("cpu:1", "cpu:01")]
    [InlineData("cuda:0", "cuda:0")]
    [InlineData("auto", "auto")]
    public void A_device_named_twice_is_refused(params string[] devices) => Assert.Contains("twice", Assert.Single(Problems(Named(devices))), StringComparison.Ordinal);

    [Fact]
    public void A_missing_GPU_is_refused_unless_the_processor_may_take_its_place()
    {
        var options = Named("cuda:2");
        Assert.Contains("finds 2 CUDA GPUs", Assert.Single(Problems(options)), StringComparison.Ordinal);
        options.AllowCpuFallback = true;
        Assert.Empty(Problems(options));
    }

    [Fact]
    public void Numbers_and_folders_that_cannot_be_are_refused()
    {
        var problems = Problems(new() { Devices = [new() { Name = "cpu:1", Threads = 0, Lanes = -1 }], DeviceClaims = " " });

        Assert.Equal(3, problems.Count);
        Assert.All(problems, problem => Assert.Contains("allowed", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_said_of_the_repository_and_its_models_is_refused()
    {
        var problems = Problems(new()
        {
            Devices = [new() { Name = "cpu", MemoryBytes = 0 }],
            RepositoryMode = (RepositoryMode)7,
            RepositoryPollPeriod = TimeSpan.Zero,
            RepositorySettleTime = TimeSpan.FromSeconds(-1),
            IdleTimeout = TimeSpan.Zero,
            LoadTimeout = TimeSpan.Zero,
            StartupModels = [" "],
        });

        Assert.Equal(8, problems.Count);
        Assert.All(problems, problem => Assert.Contains("allowed", problem, StringComparison.Ordinal));
        Assert.Empty(Problems(new() { Devices = [new() { Name = "cpu" }], RepositoryMode = RepositoryMode.Explicit, StartupModels = ["*"] }));
    }

    private static InferenceOptions Named(params string[] devices) => new() { Devices = [.. devices.Select(name => new DeviceOptions { Name = name })] };

    private static IReadOnlyCollection<string> Problems(InferenceOptions options) =>
        [.. new InferenceOptionsValidator([new GpuBackend("GPU-a", "GPU-b")], Routes.Policies()).Validate(null, options).Failures ?? []];
}
