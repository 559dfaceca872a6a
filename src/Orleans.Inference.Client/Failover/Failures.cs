namespace Orleans.Inference.Failover;

/// <summary>What the exceptions of a grain call say about its way and its end.</summary>
internal static class Failures
{
    /// <summary>Whether the way or the silo failed, and not the request.</summary>
    public static bool IsOfTheWay(Exception exception) => exception is OrleansException or TimeoutException;

    /// <summary>Whether the call was turned away because its target cannot be reached. A busy gateway is no such thing.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is SiloUnavailableException or OrleansMessageRejectionException && exception is not GatewayTooBusyException;
}
