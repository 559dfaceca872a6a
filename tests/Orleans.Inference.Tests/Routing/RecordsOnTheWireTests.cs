using System.Collections.Immutable;
using System.Net;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Routing;

public sealed class RecordsOnTheWireTests
{
    private static readonly WorkerId Worker = new(SiloAddress.New(IPAddress.Parse("10.1.2.3"), 11111, 42), "cuda:0");

    private static readonly ModelMetadata Metadata = new()
    {
        Name = "digits",
        Version = "2",
        Platform = "onnxruntime_onnx",
        Inputs = [new("image", ElementType.Float32, [new(-1, "batch"), new(-1), new(28)])],
        Outputs = [new("scores", ElementType.BFloat16, []), new("label", ElementType.String, [new(1)])],
        MaxBatchSize = 16,
        Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("scores", ["zero", "one"]),
        ExecutionProviders = ["CUDAExecutionProvider", "CPUExecutionProvider"],
    };

    private static readonly ModelStatus Status = new()
    {
        Name = "digits",
        Version = "2",
        State = ModelState.Failed,
        Reason = "it is too large",
        Metadata = Metadata,
        Speed = 1234.5,
        DispatchPolicy = DispatchPolicies.ShortestQueue,
    };

    [Fact]
    public void A_models_metadata_arrives_as_it_was()
    {
        var arrived = Wire.RoundTrip(Metadata);

        AssertSame(Metadata, arrived);
        Assert.Equal(Metadata, arrived);
        Assert.Equal(Metadata.GetHashCode(), arrived.GetHashCode());
        Assert.NotEqual(Metadata with { Outputs = [] }, arrived);
        Assert.True(arrived.IsBatched);
    }

    [Fact]
    public void A_workers_status_arrives_as_it_was()
    {
        var sent = new WorkerStatus { Worker = Worker, SiloName = "silo-1", Device = "cuda:0, 1 thread, 1 lane", QueueLength = 7, State = WorkerState.Wedged, StateReason = "it hangs", StateSince = DateTimeOffset.UnixEpoch, Models = [Status, Status with { Metadata = null }] };

        var arrived = Wire.RoundTrip(sent);

        Assert.Equal(sent with { Models = arrived.Models }, arrived);
        Assert.Equal(2, arrived.Models.Length);
        AssertSame(Metadata, arrived.Models[0].Metadata!);
        Assert.Equal(Status with { Metadata = arrived.Models[0].Metadata }, arrived.Models[0]);
        Assert.Null(arrived.Models[1].Metadata);
    }

    [Fact]
    public void A_workers_report_arrives_as_it_was()
    {
        var sent = new WorkerReport(Worker, 3, [new(new("digits", "2"), 99.5), new(new("words", "1"), 0)], new(new("words", "1"), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));

        var arrived = Wire.RoundTrip(sent);

        Assert.Equal(sent with { Models = arrived.Models }, arrived);
        Assert.Equal(sent.Models, arrived.Models);
    }

    [Fact]
    public void An_update_of_the_route_table_arrives_as_it_was()
    {
        var epoch = new DispatcherEpoch(12, 638_000_000_000_000_000, "abc");
        var head = new ModelRoute { Key = new("digits", "2"), Metadata = Metadata, DispatchPolicy = DispatchPolicies.Sticky, Workers = [], Hedge = true };
        var sent = new RouteTableUpdate
        {
            From = new(epoch, 3),
            To = new(epoch, 4),
            Changed =
            [
                new() { Key = new("digits", "2"), Metadata = Metadata, DispatchPolicy = DispatchPolicies.ShortestQueue, Workers = [new(Worker, 5.5), new(Worker with { Device = "cpu" }, 1)] },
                new() { Key = new("words", "1"), DispatchPolicy = DispatchPolicies.ShortestQueue, Workers = [], Unavailable = "it is being loaded" },
            ],
            Removed = [new("old", "9")],
            ChangedWorkers = [new(new("other", "1"), [new(Worker, 7, new("host", "zone"))], [Worker with { Device = "cpu:1" }]), new(new("digits", "2"), [], [], head)],
        };

        var arrived = Wire.RoundTrip(sent);

        Assert.Equal((sent.From, sent.To), (arrived.From, arrived.To));
        Assert.Equal(sent.Removed, arrived.Removed);
        Assert.Equal(2, arrived.Changed.Length);
        AssertSame(Metadata, arrived.Changed[0].Metadata!);
        Assert.Equal(sent.Changed[0].Workers, arrived.Changed[0].Workers);
        Assert.Equal(sent.Changed[1] with { Workers = arrived.Changed[1].Workers }, arrived.Changed[1]);
        Assert.Empty(arrived.Changed[1].Workers);
        Assert.Equal(sent.ChangedWorkers.Select(change => change.Model), arrived.ChangedWorkers.Select(change => change.Model));
        Assert.Equal(sent.ChangedWorkers[0].Changed, arrived.ChangedWorkers[0].Changed);
        Assert.Equal(sent.ChangedWorkers[0].Left, arrived.ChangedWorkers[0].Left);
        Assert.Null(arrived.ChangedWorkers[0].Head);
        Assert.Equal(head, arrived.ChangedWorkers[1].Head! with { Workers = head.Workers });
        Assert.Empty(arrived.ChangedWorkers[1].Head!.Workers);
    }

    [Fact]
    public void The_stamp_of_somebody_who_holds_no_table_stays_that()
    {
        Assert.Equal(RouteTableStamp.None, Wire.RoundTrip(RouteTableStamp.None));
        Assert.Equal(RouteTableStamp.None, Wire.RoundTrip(new RouteTableUpdate { From = RouteTableStamp.None, To = new(new(1, 2, "x"), 1), Changed = [] }).From);
    }

    [Fact]
    public void A_request_arrives_as_it_was()
    {
        var arrived = Wire.RoundTrip(new InferenceRequest
        {
            Model = "digits",
            Version = "2",
            Inputs = [new("image", Tensor.Create([1f, 2f], [1, 2])), new("", Tensor.Create(["x"], [1]))],
            Outputs = ["scores"],
            Timeout = TimeSpan.FromSeconds(3),
            Priority = InferencePriority.Bulk,
        });

        Assert.Equal(("digits", "2", TimeSpan.FromSeconds(3), InferencePriority.Bulk), (arrived.Model, arrived.Version, arrived.Timeout, arrived.Priority));
        Assert.Equal(["image", ""], arrived.Inputs.Select(input => input.Name));
        Assert.Equal([1f, 2f], arrived.Inputs[0].Tensor.ToArray<float>());
        Assert.Equal(["x"], arrived.Inputs[1].Tensor.ToArray<string>());
        Assert.Equal(["scores"], arrived.Outputs);
    }

    [Fact]
    public void What_a_request_does_not_say_stays_unsaid()
    {
        var arrived = Wire.RoundTrip(new InferenceRequest { Model = "digits", Inputs = [], Outputs = default });

        Assert.Null(arrived.Version);
        Assert.Null(arrived.Timeout);
        Assert.Equal(InferencePriority.Default, arrived.Priority);
        Assert.Empty(arrived.Inputs);
        Assert.Empty(arrived.Outputs);
    }

    [Fact]
    public void A_response_arrives_as_it_was()
    {
        var arrived = Wire.RoundTrip(new InferenceResponse
        {
            Model = "digits",
            Version = "2",
            Outputs = [new("scores", Tensor.Create([0.25, 0.75], [1, 2])), new("label", Tensor.Create(["one"], [1]))],
            Worker = Worker,
            Load = new(5, 88.5),
            QueueTime = TimeSpan.FromMilliseconds(2),
            ExecutionTime = TimeSpan.FromMilliseconds(3),
        });

        Assert.Equal(("digits", "2", Worker, new WorkerLoad(5, 88.5)), (arrived.Model, arrived.Version, arrived.Worker, arrived.Load));
        Assert.Equal((TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3)), (arrived.QueueTime, arrived.ExecutionTime));
        Assert.Equal([0.25, 0.75], arrived.Get<double>("scores"));
        Assert.Equal(["one"], arrived.Get<string>("label"));
    }

    private static void AssertSame(ModelMetadata expected, ModelMetadata actual)
    {
        // Records compare immutable collections by reference, so what they hold is compared first.
        Assert.Equal(expected.Inputs.Select(input => input.ToString()), actual.Inputs.Select(input => input.ToString()));
        Assert.Equal(expected.Inputs.SelectMany(input => input.Shape), actual.Inputs.SelectMany(input => input.Shape));
        Assert.Equal(expected.Outputs.Select(output => (output.Name, output.ElementType)), actual.Outputs.Select(output => (output.Name, output.ElementType)));
        Assert.Equal(expected.ExecutionProviders, actual.ExecutionProviders);
        Assert.Equal(expected.Labels.Keys, actual.Labels.Keys);
        foreach (var (output, labels) in expected.Labels) Assert.Equal(labels, actual.Labels[output]);
        Assert.Equal(expected, actual with { Inputs = expected.Inputs, Outputs = expected.Outputs, Labels = expected.Labels, ExecutionProviders = expected.ExecutionProviders });
    }
}
