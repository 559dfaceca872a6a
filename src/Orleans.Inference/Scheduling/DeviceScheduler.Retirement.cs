using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    /// <summary>Takes nothing new for a model. What waits and runs holds it until it is answered.</summary>
    /// <returns>Ends when nothing uses the model's session any more; never, if a run of it never ends.</returns>
    public Task RetireAsync(ServedModel model)
    {
        lock (_gate)
        {
            if (!model.IsRetired)
            {
                model.IsRetired = true;
                _retiring++;
                EndRetirements();
            }

            return model.Unused;
        }
    }

    /// <summary>Retires a model that nothing uses in this moment.</summary>
    /// <returns>Whether it was retired: nothing uses its session any more.</returns>
    public bool TryRetire(ServedModel model)
    {
        lock (_gate)
        {
            if (model.IsRetired || model.IsInUse) return false;
            RetireAsync(model).Ignore();
            return true;
        }
    }

    /// <summary>How long nothing has used a model; zero while something does.</summary>
    public TimeSpan IdleTime(ServedModel model)
    {
        lock (_gate) return model.IsInUse ? TimeSpan.Zero : _timeProvider.GetElapsedTime(model.LastUsedAt);
    }

    /// <summary>How much a model was used lately; <see langword="null"/> while something uses it.</summary>
    public double? UseScore(ServedModel model)
    {
        lock (_gate) return model.IsInUse ? null : model.Uses?.Score ?? double.MaxValue;
    }

    private void EndRetirements()
    {
        for (var i = _models.Count - 1; i >= 0; i--)
        {
            if (!_models[i].IsRetired || _models[i].IsInUse) continue;
            _models[i].SignalUnused();
            _models.RemoveAt(i);
            _retiring--;
        }
    }
}
