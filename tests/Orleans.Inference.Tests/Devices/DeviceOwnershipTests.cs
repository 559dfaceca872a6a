namespace Orleans.Inference.Tests.Devices;

/// <summary>Each device of a host has one owner.</summary>
public sealed class DeviceOwnershipTests : IDisposable
{
    private readonly ClaimingHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_device_with_an_owner_is_refused_with_its_name_and_free_once_the_owner_stopped()
    {
        _host.Take("first", "cpu");

        Assert.Equal(
            "The device cpu of this host is owned by first: each device has one owner. Name another one in Inference:Devices.", _host.Refuse("second", "cpu"));
        _host.Stop("first");
        Assert.Equal(["cpu"], _host.Names("second", "cpu"));
        Assert.Contains("owned by second", _host.Refuse("first", "cpu:0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_that_is_refused_one_device_keeps_none()
    {
        _host.Take("first", "cpu:2");

        _host.Refuse("second", "cpu:1", "cpu:2");

        Assert.Equal(["cpu:1"], _host.Names("third", "cpu:1"));
    }

    [Fact]
    public void The_processor_is_shared_by_name_each_share_with_its_own_threads_and_lanes()
    {
        var devices = _host.Take("first", new InferenceOptions
        {
            Devices = [new() { Name = "cpu", Threads = 1 }, new() { Name = "cpu:1", Threads = 4 }, new() { Name = "cpu:2", Threads = 3, Lanes = 3 }],
        });

        Assert.Equal(["cpu, 1 thread, 1 lane", "cpu:1, 4 threads, 2 lanes", "cpu:2, 3 threads, 3 lanes"], devices.Select(device => device.ToString()));
        Assert.Equal([0, 1, 2], devices.Select(device => device.Index));
    }

    [Fact]
    public void Without_a_GPU_auto_takes_the_first_processor_device_that_is_free()
    {
        Assert.Equal(["cpu"], _host.Names("first", "auto"));
        Assert.Equal(["cpu:2"], _host.Names("second", "cpu:2"));
        Assert.Equal(["cpu:1"], _host.Names("third", "auto"));
        Assert.Equal(["cpu:3"], _host.Names("fourth", "auto"));
        Assert.Equal(["cpu:4"], _host.Names("fifth", "auto", "cpu:4"));
        _host.Stop("first");
        Assert.Equal(["cpu"], _host.Names("sixth", "auto"));
    }

    [Fact]
    public void Auto_takes_the_GPUs_that_are_free_and_names_the_owners_when_none_is()
    {
        _host.Gpus = ["GPU-a", "GPU-b", "GPU-c"];
        Assert.Equal(["cuda:1"], _host.Names("first", "cuda:1"));
        Assert.Equal(["cuda:0", "cuda:2"], _host.Names("second", "auto"));

        var refusal = _host.Refuse("third", "auto");

        Assert.Contains("cuda:0 of this host is owned by second", refusal, StringComparison.Ordinal);
        Assert.Contains("cuda:1 of this host is owned by first", refusal, StringComparison.Ordinal);
        Assert.Contains("Inference:Devices", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_GPU_is_the_same_one_under_another_number()
    {
        _host.Gpus = ["GPU-a", "GPU-b"];
        _host.Take("first", "cuda:1");
        _host.Gpus = ["GPU-b", "GPU-a"];

        Assert.Contains("cuda:0 of this host is owned by first", _host.Refuse("second", "cuda:0"), StringComparison.Ordinal);
        Assert.Equal(["cuda:1"], _host.Names("second", "cuda:1"));
    }

    [Fact]
    public void A_missing_GPU_is_replaced_by_one_free_processor_device()
    {
        _host.Take("first", "cpu");

        Assert.Equal(["cpu:1"], _host.Names("second", "cuda:0", "cuda:1"));
    }
}
