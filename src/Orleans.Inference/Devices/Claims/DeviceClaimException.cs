namespace Orleans.Inference.Devices.Claims;

/// <summary>The silo cannot own the devices that it is meant to own. The message says why, for the operator.</summary>
internal sealed class DeviceClaimException(string message) : Exception(message);
