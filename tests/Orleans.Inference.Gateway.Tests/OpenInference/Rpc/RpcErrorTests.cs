using Grpc.Core;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Gateway.Tests.Rpc;

public sealed class RpcErrorTests : RpcTests
{
    public static TheoryData<Exception, StatusCode> Errors => new()
    {
        { new InvalidInputException("input 'x'", "something", "something else"), StatusCode.InvalidArgument },
        { new ModelNotFoundException("nope", null, ["echo"]), StatusCode.NotFound },
        { new NoWorkerException("echo", "it is loading"), StatusCode.Unavailable },
        { new DeadlineExceededException("echo", TimeSpan.FromSeconds(1)), StatusCode.DeadlineExceeded },
        { new ExecutionFailedException("echo", "it broke"), StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Each_error_has_its_status(Exception error, StatusCode status)
    {
        Client.FailOnce(error);
        await RefusedAsync(Singles(1), status, error.Message);
        Assert.DoesNotContain(Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        QueueFullException full = new("echo", 7, TimeSpan.FromMilliseconds(1500));
        Client.FailOnce(full);
        var error = await RefusedAsync(Singles(1), StatusCode.ResourceExhausted, full.Message);
        Assert.Equal("1500", error.Trailers.GetValue("retry-after-ms"));
        Assert.Equal("1500", error.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public async Task What_nobody_foresaw_is_logged_and_not_told()
    {
        Client.FailOnce(new InvalidOperationException("secret"));
        var error = await RefusedAsync(Singles(1), StatusCode.Internal, "internal error");
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Single(Logs.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains("ModelInfer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_there_is_not_says_so()
    {
        (string What, Func<Task> Call)[] calls =
        [
            ("Shared memory", async () => await Rpc.SystemSharedMemoryStatusAsync(new() { Name = "r" }, cancellationToken: Cancellation)),
            ("Shared memory", async () => await Rpc.CudaSharedMemoryStatusAsync(new(), cancellationToken: Cancellation)),
            ("Trace settings", async () => await Rpc.TraceSettingAsync(new() { ModelName = "echo", Settings = { ["a"] = new() { Value = { "b" } } } }, cancellationToken: Cancellation)),
            ("Log settings", async () => await Rpc.LogSettingsAsync(new() { Settings = { ["a"] = new() { BoolParam = true } } }, cancellationToken: Cancellation)),
        ];
        foreach (var (what, call) in calls)
        {
            var error = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
            Assert.Contains(what, error.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_of_a_stream_are_answered_in_their_order_and_one_that_fails_spoils_none()
    {
        TaskCompletionSource third = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Client.Infer = async (request, _) =>
        {
            var value = request.Inputs[0].Tensor.AsSpan<float>()[0];
            if (value == 1) await third.Task; // the first waits for the third: they run side by side
            if (value == 2) throw new ExecutionFailedException("echo", "it broke");
            if (value == 3) third.SetResult();
            return FakeInferenceClient.Echo(request);
        };
        using var stream = Rpc.ModelStreamInfer(cancellationToken: Cancellation);
        for (var i = 1; i <= 3; i++)
        {
            var request = Singles(i);
            request.Id = $"{i}";
            await stream.RequestStream.WriteAsync(request, Cancellation);
        }

        await stream.RequestStream.CompleteAsync();
        List<ModelStreamInferResponse> answers = [];
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Cancellation)) answers.Add(answer);
        Assert.Equal(["1", "2", "3"], answers.Select(answer => answer.InferResponse.Id));
        Assert.Equal(["", answers[1].ErrorMessage, ""], answers.Select(answer => answer.ErrorMessage));
        Assert.Contains("it broke", answers[1].ErrorMessage, StringComparison.Ordinal);
        Assert.True(answers[2].InferResponse.Parameters["triton_final_response"].BoolParam);
        Assert.Equal(4, answers[2].InferResponse.RawOutputContents[0].Length);
    }

    [Fact]
    public async Task A_stream_may_have_many_requests()
    {
        using var stream = Rpc.ModelStreamInfer(cancellationToken: Cancellation);
        var reading = Task.Run(async () =>
        {
            var count = 0;
            await foreach (var answer in stream.ResponseStream.ReadAllAsync(Cancellation)) Assert.Equal($"{count++}", answer.InferResponse.Id);
            return count;
        }, Cancellation);
        for (var i = 0; i < 500; i++) await stream.RequestStream.WriteAsync(new(Singles(i)) { Id = $"{i}" }, Cancellation);
        await stream.RequestStream.CompleteAsync();
        Assert.Equal(500, await reading);
    }
}
