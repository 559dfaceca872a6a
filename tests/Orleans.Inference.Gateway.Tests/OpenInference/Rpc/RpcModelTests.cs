using Grpc.Core;
using Grpc.Health.V1;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Gateway.Tests.Rpc;

public sealed class RpcModelTests : RpcTests
{
    [Fact]
    public async Task The_server_says_who_it_is()
    {
        Assert.True((await Rpc.ServerLiveAsync(new(), cancellationToken: Cancellation)).Live);
        Assert.True((await Rpc.ServerReadyAsync(new(), cancellationToken: Cancellation)).Ready);
        Client.Missing = "the model 'a'";
        Assert.False((await Rpc.ServerReadyAsync(new(), cancellationToken: Cancellation)).Ready);
        var server = await Rpc.ServerMetadataAsync(new(), cancellationToken: Cancellation);
        Assert.Equal("orleans-inference", server.Name);
        Assert.Contains("binary_tensor_data", server.Extensions);
    }

    [Fact]
    public async Task Models_say_what_they_take_and_how_they_are_served()
    {
        Client.Models = [FakeInferenceClient.Metadata("cat", "3") with { MaxBatchSize = 8, Outputs = [new("y", ElementType.BFloat16, [new(-1), new(2)])] }];
        var metadata = await Rpc.ModelMetadataAsync(new() { Name = "cat" }, cancellationToken: Cancellation);
        Assert.Equal(("cat", "onnxruntime_onnx"), (metadata.Name, metadata.Platform));
        Assert.Equal(["3"], metadata.Versions);
        Assert.Equal(("x", "FP32"), (metadata.Inputs[0].Name, metadata.Inputs[0].Datatype));
        Assert.Equal([-1, 3], metadata.Inputs[0].Shape);

        var config = (await Rpc.ModelConfigAsync(new() { Name = "cat", Version = "3" }, cancellationToken: Cancellation)).Config;
        Assert.Equal((8, "onnxruntime"), (config.MaxBatchSize, config.Backend));
        Assert.Equal((DataType.TypeFp32, DataType.TypeBf16), (config.Input[0].DataType, config.Output[0].DataType));
        Assert.Equal([3], config.Input[0].Dims);
        Assert.Equal([3], config.VersionPolicy.Specific.Versions);
        Assert.NotNull(config.DynamicBatching);
        Assert.Equal(ModelInstanceGroup.Types.Kind.Cpu, config.InstanceGroup[0].Kind);
    }

    [Fact]
    public async Task Models_say_whether_they_are_ready()
    {
        Assert.True((await Rpc.ModelReadyAsync(new() { Name = "echo", Version = "1" }, cancellationToken: Cancellation)).Ready);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Rpc.ModelReadyAsync(new() { Name = "nope" }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Client.Lookup = (model, _) => throw new NoWorkerException(model, "it is loading");
        Assert.False((await Rpc.ModelReadyAsync(new() { Name = "echo" }, cancellationToken: Cancellation)).Ready);
    }

    [Fact]
    public async Task Models_say_what_they_did()
    {
        Client.Statistics =
        [
            new()
            {
                Model = new("echo", "1"),
                LastInference = DateTimeOffset.FromUnixTimeMilliseconds(5),
                Rows = 9,
                Runs = 2,
                Success = new(2, TimeSpan.FromMilliseconds(3)),
                Batches = [new(8, default, new(1, TimeSpan.FromMilliseconds(2)), default)],
                Memory = [new("cuda:1", 200)],
            },
        ];
        var statistics = Assert.Single((await Rpc.ModelStatisticsAsync(new() { Name = "echo" }, cancellationToken: Cancellation)).ModelStats);
        Assert.Equal(("echo", "1", 5ul, 9ul, 2ul), (statistics.Name, statistics.Version, statistics.LastInference, statistics.InferenceCount, statistics.ExecutionCount));
        Assert.Equal((2ul, 3_000_000ul), (statistics.InferenceStats.Success.Count, statistics.InferenceStats.Success.Ns));
        Assert.Equal((8ul, 2_000_000ul), (statistics.BatchStats[0].BatchSize, statistics.BatchStats[0].ComputeInfer.Ns));
        Assert.Equal(("GPU", 1, 200ul), (statistics.MemoryUsage[0].Type, statistics.MemoryUsage[0].Id, statistics.MemoryUsage[0].ByteSize));
        Assert.Single((await Rpc.ModelStatisticsAsync(new(), cancellationToken: Cancellation)).ModelStats);
    }

    [Fact]
    public async Task The_repository_is_listed_loaded_and_unloaded()
    {
        Served = [new() { Name = "a", Version = "1", State = ModelState.Ready }, new() { Name = "b", Version = "2", State = ModelState.Failed, Reason = "it broke" }];
        var all = (await Rpc.RepositoryIndexAsync(new(), cancellationToken: Cancellation)).Models;
        Assert.Equal([("a", "1", "READY", ""), ("b", "2", "UNAVAILABLE", "it broke")], all.Select(model => (model.Name, model.Version, model.State, model.Reason)));
        Assert.Equal("a", Assert.Single((await Rpc.RepositoryIndexAsync(new() { Ready = true }, cancellationToken: Cancellation)).Models).Name);

        await Rpc.RepositoryModelLoadAsync(new() { ModelName = "a", Parameters = { ["version"] = new() { StringParam = "2" }, ["reload"] = new() { BoolParam = true } } }, cancellationToken: Cancellation);
        await Rpc.RepositoryModelUnloadAsync(new() { ModelName = "a", Parameters = { ["unload_dependents"] = new() { BoolParam = true } } }, cancellationToken: Cancellation);
        Assert.Equal([("a", "2", true, true), ("a", null, false, false)], Client.Changes.Select(change => (change.Model, change.Scope!.Version, change.Scope.Reload, change.IsLoad)));

        Client.Outcomes = [new() { Worker = default, Model = new("a", "1"), State = ModelState.Failed, Reason = "its file is broken" }];
        var failed = await Assert.ThrowsAsync<RpcException>(async () => await Rpc.RepositoryModelLoadAsync(new() { ModelName = "a" }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.InvalidArgument, failed.StatusCode);
        Assert.Contains("its file is broken", failed.Status.Detail, StringComparison.Ordinal);
        var file = await Assert.ThrowsAsync<RpcException>(async () => await Rpc.RepositoryModelLoadAsync(new() { ModelName = "a", Parameters = { ["file:1/model.onnx"] = new() { BytesParam = Google.Protobuf.ByteString.Empty } } }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.InvalidArgument, file.StatusCode);
    }

    [Fact]
    public async Task Health_is_told_and_watched()
    {
        Health.HealthClient health = new(Channel);
        foreach (var service in (string[])["", "inference.GRPCInferenceService"])
        {
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new() { Service = service }, cancellationToken: Cancellation)).Status);
        }

        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(new() { Service = "other" }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);

        using var watch = health.Watch(new(), cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);
        Client.Missing = "the model 'a'";
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watch.ResponseStream.Current.Status);
    }
}
