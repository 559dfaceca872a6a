using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Failover;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class RoutingTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _time = new();
    private readonly Workers _workers = new();
    private readonly RouteTableSubscription _subscription;
    private readonly InferenceClient _client;
    private int _renewals;

    public RoutingTests()
    {
        var options = Options.Create(new InferenceClientOptions { DefaultTimeout = TimeSpan.FromSeconds(5) });
        var table = Routes.Full(1, Routes.Route("m", "1", (1, 1)), Routes.Route("loading", "1"));
        var grains = GrainStubs.Factory((_, _, arguments) =>
        {
            Interlocked.Increment(ref _renewals);
            return Task.FromResult((RouteTableStamp)arguments[0]! == table.To ? null : table);
        });
        var (health, budget) = (Routes.Health(_time), new RetryBudget(_time));
        var builder = new RouteTableBuilder(_workers, Routes.Policies(), health, Routes.Elsewhere, _time);
        _subscription = new(grains, builder, options, _time, NullLogger<RouteTableSubscription>.Instance);
        _client = new(_subscription, new(grains, _subscription, _time), new(grains, _subscription), new(health, budget, Routes.Instruments(), _time), budget, new(_time), Routes.Answers(health, grains, _time), Routes.Aliases(_subscription, grains, _time), Routes.Shadows(_subscription, Routes.Answers(health, grains, _time), Routes.Instruments(), _time), Routes.Policies(), options, Routes.Instruments(), _time);
    }

    public void Dispose() => _subscription.Dispose();

    [Fact]
    public async Task A_request_is_credited_to_its_worker_until_it_is_answered()
    {
        var call = InferAsync();
        await _workers.Called.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Load.InFlight);

        _workers.Answer.SetResult(new() { Model = "m", Version = "1", Outputs = [], Worker = Routes.Worker(1), Load = new(4, 99) });

        Assert.Equal("1", (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Version);
        Assert.Equal(0, Load.InFlight);
        Assert.Equal(4, Load.QueueLengthAt(_time.GetTimestamp()), precision: 9);
        Assert.Equal(99, _subscription.Table.Find("m", null).Destinations[0].Speed);
    }

    [Fact]
    public async Task A_request_that_fails_is_not_credited_any_longer()
    {
        var call = InferAsync();
        await _workers.Called.WaitAsync(TestContext.Current.CancellationToken);
        _workers.Answer.SetException(new ExecutionFailedException("m", "no"));

        await Assert.ThrowsAsync<ExecutionFailedException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Equal(0, Load.InFlight);
    }

    [Fact]
    public async Task A_worker_that_cannot_be_reached_is_one_of_the_known_errors()
    {
        _workers.Answer.SetException(new SiloUnavailableException("gone"));

        var call = InferAsync();
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100)); // it is given another chance now and then
            await Task.WhenAny(call, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        var error = await Assert.ThrowsAsync<NoWorkerException>(() => call);
        Assert.Contains($"{Routes.Worker(1)}", error.Message, StringComparison.Ordinal);
        Assert.Contains("gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_is_told_how_much_time_remains()
    {
        _workers.Answer.SetException(new NotSupportedException());

        await Assert.ThrowsAsync<NotSupportedException>(() => InferAsync(TimeSpan.FromSeconds(2)));
        await Assert.ThrowsAsync<NotSupportedException>(() => InferAsync());

        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)], _workers.TimesRemaining);
    }

    [Fact]
    public async Task When_the_time_is_over_the_call_ends_and_says_how_long_it_waited()
    {
        var call = InferAsync(TimeSpan.FromSeconds(2));
        await _workers.Called.WaitAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(2));

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Equal(("m", TimeSpan.FromSeconds(2)), (error.Model, error.Timeout));
        Assert.Equal(0, Load.InFlight);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_deadline_error()
    {
        using var caller = new CancellationTokenSource();
        var call = _client.InferAsync(new() { Model = "m", Inputs = [] }, caller.Token);
        await _workers.Called.WaitAsync(TestContext.Current.CancellationToken);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Equal(0, Load.InFlight);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task A_timeout_that_makes_no_sense_is_refused(int seconds)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => InferAsync(TimeSpan.FromSeconds(seconds)));

        Assert.Equal("timeout", error.Subject);
        Assert.Empty(_workers.TimesRemaining);
    }

    [Fact]
    public async Task A_model_that_is_not_in_the_table_is_asked_for_anew_before_it_is_denied()
    {
        await _subscription.RenewAsync(TestContext.Current.CancellationToken).WaitAsync(Hang, TestContext.Current.CancellationToken);
        var before = _renewals;

        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => InferAsync(model: "new"));

        Assert.Equal(["loading", "m"], error.Available);
        Assert.True(_renewals > before);
    }

    [Fact]
    public async Task A_model_that_nobody_serves_yet_says_why()
    {
        Assert.Equal("it is being loaded", (await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(model: "loading"))).Reason);
        await Assert.ThrowsAsync<NoWorkerException>(async () => await _client.GetModelAsync("loading", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("m", Assert.Single(await _client.ListModelsAsync(TestContext.Current.CancellationToken)).Name);
    }

    private WorkerLoadEstimate Load => _subscription.Table.Find("m", null).Destinations[0].Load;

    private Task<InferenceResponse> InferAsync(TimeSpan? timeout = null, string model = "m") =>
        _client.InferAsync(new() { Model = model, Inputs = [], Timeout = timeout }, CancellationToken.None);

    /// <summary>Workers that all give the same answer, when the test has it.</summary>
    private sealed class Workers : IWorkerConnector
    {
        public TaskCompletionSource<InferenceResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SemaphoreSlim Called { get; } = new(0);

        public List<TimeSpan> TimesRemaining { get; } = [];

        public WorkerConnection Connect(WorkerRoute worker) => new(
            (_, terms, cancellationToken) =>
            {
                TimesRemaining.Add(terms.TimeRemaining);
                Called.Release();
                return Answer.Task.WaitAsync(cancellationToken);
            },
            Remote: null);
    }
}
