using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Inference;
using Orleans.Inference.Generation;

namespace Orleans.Hosting;

/// <summary>Adds text to a silo.</summary>
public static class TextModelSiloBuilderExtensions
{
    /// <summary>
    /// Lets the silo serve texts with models whose <c>model.json</c> has <c>Text</c>: <see cref="ITextClient.EmbedAsync"/> turns them into vectors.
    /// May be called more than once.
    /// </summary>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddTextModels(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ITextModelFactory, TextModelFactory>();
        return builder;
    }
}
