using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    /// <summary>Requests that wait for a model.</summary>
    public int WaitingFor(ServedModel model)
    {
        lock (_gate) return model.Queue.Count;
    }

    /// <summary>Gives back requests that wait, with a <see cref="MovedException"/>: the last ones first, for they would wait longest.</summary>
    /// <param name="model">The model that they wait for.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were that may move.</returns>
    public int GiveBack(ServedModel model, int count)
    {
        List<PendingRequest> moved = [];
        lock (_gate)
        {
            for (PendingRequest? request = model.Queue.Tail, previous; request is not null && moved.Count < count; request = previous)
            {
                previous = model.Queue.Before(request);
                if (!request.MayMove) continue;
                model.Queue.Remove(request);
                _waiting--;
                moved.Add(request);
            }

            SignalIfDrained();
        }

        foreach (var request in moved) request.ReleaseInputs();
        foreach (var request in moved) request.Fail(new MovedException(model.Key.Name));
        return moved.Count;
    }
}
