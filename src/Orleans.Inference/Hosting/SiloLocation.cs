using Microsoft.Extensions.Options;
using Orleans.Inference.Routing;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Inference.Hosting;

/// <summary>Where this silo is: as its metadata says (<c>host</c>, <c>zone</c>), else as <see cref="InferenceClientOptions"/> say.</summary>
internal static class SiloLocation
{
    private const string Host = "host", Zone = "zone";

    public static RouterLocation Find(ILocalSiloDetails silo, IOptions<SiloMetadata> metadata, IOptions<InferenceClientOptions> options)
    {
        var (said, otherwise) = (metadata.Value.Metadata, options.Value.Location);
        return new(silo.SiloAddress, new(said.GetValueOrDefault(Host) ?? otherwise.Host, said.GetValueOrDefault(Zone) ?? otherwise.Zone));
    }
}
