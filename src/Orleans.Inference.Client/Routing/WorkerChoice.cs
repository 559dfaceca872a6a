namespace Orleans.Inference.Routing;

/// <summary>
/// The dispatcher's own answers to "who takes this one?": chosen as the router of its silo does, from the same table and loads, with what workers report to the
/// dispatcher and a credit for each answer given.
/// </summary>
internal sealed class WorkerChoice(RouteTableSubscription subscription, RouteTableBuilder builder, TimeProvider timeProvider)
{
    /// <summary>Chooses, and counts the request as sent.</summary>
    /// <exception cref="ModelNotFoundException">No worker knows the model.</exception>
    /// <exception cref="NoWorkerException">No worker is ready to serve it.</exception>
    public async ValueTask<WorkerId> ChooseAsync(string model, string? version, string? affinityKey, CancellationToken cancellationToken)
    {
        if (subscription.Table.TryFind(model, version) is not { Destinations.IsEmpty: false } routed)
        {
            await subscription.WaitForFirstAsync(cancellationToken);
            await subscription.RenewAsync(cancellationToken);
            routed = subscription.Table.Find(model, version);
        }

        return TryChoose(routed, affinityKey)?.Worker ?? throw subscription.Table.NoWorker(model, routed.Route.Unavailable);
    }

    /// <summary>Chooses among those who serve a model, and counts the request as sent; <see langword="null"/> when there is nobody.</summary>
    public Destination? TryChoose(RoutedModel model, string? affinityKey = null)
    {
        var now = timeProvider.GetTimestamp();
        var destination = model.Choose(failed: null, new(now, affinityKey));
        destination?.Load.Credit(now);
        return destination;
    }

    /// <summary>Takes in what a worker reported.</summary>
    public void Reported(WorkerReport report)
    {
        if (builder.FindLoad(report.Worker) is not { } load) return;
        var speed = 0.0;
        foreach (var model in report.Models) speed = Math.Max(speed, model.Speed);
        load.Reported(new(report.QueueLength, speed), timeProvider.GetTimestamp());
    }
}
