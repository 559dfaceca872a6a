using Microsoft.Extensions.Options;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Routing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Traffic;

/// <summary>
/// Sends copies of answered requests to shadows, and counts how their answers compare. A copy is tried once and off the caller's way: it waits behind all other
/// work, its failure is nobody's, and what would be too many at once is dropped.
/// </summary>
internal sealed class ShadowCopies(
    RouteTableSubscription subscription, AnswerBodies answers, RouterInstruments instruments, IOptions<InferenceClientOptions> options, TimeProvider timeProvider)
{
    /// <summary>How many copies this process has under way at most.</summary>
    public const int MaxInFlight = 16;

    private int _inFlight;

    /// <summary>Copies a request to the alias's shadow, if it has one and the lot falls on it. Returns at once.</summary>
    /// <param name="alias">The alias that was called.</param>
    /// <param name="request">What it was called with.</param>
    /// <param name="given">What the caller got.</param>
    public void Copy(RoutedAlias alias, InferenceRequest request, InferenceResponse given)
    {
        if (alias.Shadow is not { } shadow || Random.Shared.NextDouble() * 100 >= shadow.Percent) return;
        if (Interlocked.Increment(ref _inFlight) <= MaxInFlight)
        {
            Task.Run(() => TryAsync(alias.Name, shadow, request, given)).Ignore();
            return;
        }

        Interlocked.Decrement(ref _inFlight);
        instruments.Shadowed(alias.Name, KeyOf(shadow), Dropped);
    }

    private const string Same = "same", Different = "different", Failed = "failed", Dropped = "dropped";

    private async Task TryAsync(string alias, ShadowTarget shadow, InferenceRequest request, InferenceResponse given)
    {
        var (key, result) = (KeyOf(shadow), Failed);
        try
        {
            if (subscription.Table.TryFind(shadow.Model, shadow.Version) is { Destinations.IsEmpty: false } model)
            {
                key = model.Route.Key;
                var response = await InferAsync(model, request.ToShadow(key.Name, key.Version)).ConfigureAwait(false);
                result = AnswerComparison.AreSame(given.Outputs, response.Outputs, shadow.Tolerance) ? Same : Different;
            }
        }
        catch (Exception)
        {
            // It is counted, and that is all that becomes of it.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            instruments.Shadowed(alias, key, result);
        }
    }

    private async Task<InferenceResponse> InferAsync(RoutedModel model, InferenceRequest request)
    {
        var now = timeProvider.GetTimestamp();
        var destination = model.Choose(failed: null, new(now, request.AffinityKey))!;
        var timeout = request.Timeout ?? options.Value.DefaultTimeout;
        var attempt = Attempt.StartOnly(model, destination.Health, timeout, timeProvider);
        destination.Load.Sent();
        try
        {
            var response = await destination.InferAsync(request, new(timeout), attempt.Token).ConfigureAwait(false);
            if (destination.Health is not null && AnswerBodies.Concerns(response)) response = await answers.CompleteAsync(response, attempt.Token).ConfigureAwait(false);
            destination.Load.Told(response.Load, timeProvider.GetTimestamp());
            return response;
        }
        finally
        {
            attempt.End();
            destination.Load.Returned();
        }
    }

    private ModelKey KeyOf(ShadowTarget shadow) => subscription.Table.TryFind(shadow.Model, shadow.Version)?.Route.Key ?? new(shadow.Model, shadow.Version ?? "");
}
