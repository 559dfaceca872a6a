using System.Globalization;

namespace Orleans.Inference.Devices.Claims;

/// <summary>
/// The devices that one silo owns. No other silo of the host can own them at the same time: the claims are locks of the kernel, so a process that is killed
/// gives its devices back at once, and one that is paused keeps them.
/// </summary>
internal sealed class DeviceClaims(ClaimFolder folder, string owner) : IDisposable
{
    private readonly List<FileStream> _held = [];

    /// <summary>How a silo is named to others that want its devices.</summary>
    public static string Describe(ILocalSiloDetails silo, DateTimeOffset since) => string.Create(
        CultureInfo.InvariantCulture,
        $"{silo.Name.ReplaceLineEndings(" ")} ({silo.SiloAddress}, process {Environment.ProcessId}, since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'})");

    /// <summary>Takes a device if nobody owns it.</summary>
    /// <param name="device">What identifies the device in every process of the host.</param>
    /// <param name="currentOwner">The silo that owns it, when it could not be taken.</param>
    /// <exception cref="DeviceClaimException">The folder is of no use.</exception>
    public bool TryTake(string device, out string currentOwner)
    {
        currentOwner = owner;
        try
        {
            if (folder.TryLock(device) is not { } held)
            {
                currentOwner = folder.ReadOwner(device);
                return false;
            }

            _held.Add(held);
            folder.WriteOwner(device, owner);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeviceClaimException(
                $"Devices cannot be claimed in {folder.Path}: {exception.Message} Inference:DeviceClaims must be a folder that every silo of this host can write.");
        }
    }

    public void Dispose()
    {
        foreach (var held in _held) held.Dispose();
        _held.Clear();
    }
}
