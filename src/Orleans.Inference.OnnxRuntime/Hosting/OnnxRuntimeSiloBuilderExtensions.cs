using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Inference;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Hosting;

/// <summary>Adds ONNX Runtime to a silo.</summary>
public static class OnnxRuntimeSiloBuilderExtensions
{
    /// <summary>
    /// Lets the silo load <c>model.onnx</c> files with ONNX Runtime. The application itself references the native package:
    /// Microsoft.ML.OnnxRuntime, or Microsoft.ML.OnnxRuntime.Gpu for CUDA. ONNX Runtime's process-wide environment stays the
    /// host's: a host that wants to configure it does so before the silo starts. May be called more than once.
    /// </summary>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddOnnxRuntime(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelBackend, OnnxRuntimeBackend>());
        return builder;
    }
}
