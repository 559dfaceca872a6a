using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using Orleans.Inference.Embedding.Tests.Application;
using Orleans.Serialization.Configuration;

namespace Orleans.Inference.Embedding.Tests;

/// <summary>Adding inference changes nothing of the host it is added to.</summary>
public sealed class HostOptionsTests
{
    public static TheoryData<Type> OptionTypes() =>
    [
        typeof(ClusterOptions), typeof(ClusterMembershipOptions), typeof(SiloMessagingOptions), typeof(ClientMessagingOptions), typeof(GrainCollectionOptions),
        typeof(SchedulingOptions), typeof(ConnectionOptions), typeof(SiloConnectionOptions), typeof(LoadSheddingOptions), typeof(GrainDirectoryOptions),
        typeof(ActivationRebalancerOptions), typeof(ResourceOptimizedPlacementOptions),
    ];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Options_of_the_host_stay_as_they_are(Type options)
    {
        using var plain = ApplicationSilo.Build("plain", 1, 1);
        using var embedding = ApplicationSilo.Build("plain", 1, 1, silo => silo.AddOnnxRuntime().AddInference());
        Assert.Equal(Values(options, plain.Services), Values(options, embedding.Services));
    }

    [Fact]
    public void The_default_placement_the_default_directory_and_the_serializers_settings_stay_as_they_are()
    {
        using var plain = ApplicationSilo.Build("plain", 1, 1);
        using var embedding = ApplicationSilo.Build("plain", 1, 1, silo => silo.AddOnnxRuntime().AddInference());
        Assert.Equal(plain.Services.GetRequiredService<PlacementStrategy>().GetType(), embedding.Services.GetRequiredService<PlacementStrategy>().GetType());
        Assert.Equal(
            plain.Services.GetKeyedService<IGrainDirectory>(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY)?.GetType(),
            embedding.Services.GetKeyedService<IGrainDirectory>(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY)?.GetType());
        var (before, after) = (plain.Services.GetRequiredService<IOptions<TypeManifestOptions>>().Value, embedding.Services.GetRequiredService<IOptions<TypeManifestOptions>>().Value);
        Assert.Equal(before.AllowAllTypes, after.AllowAllTypes);
        Assert.Equal(before.AllowedTypes.Order(), after.AllowedTypes.Order());
    }

    private static string Values(Type type, IServiceProvider services)
    {
        var options = typeof(IOptions<>).MakeGenericType(type).GetProperty("Value")!.GetValue(services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type)))!;
        var values = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .ToDictionary(property => property.Name, property => property.GetValue(options)?.ToString());
        return JsonSerializer.Serialize(values);
    }
}
