using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference.Repository;

/// <summary>What the calls of the repository have in common, in whichever form they came.</summary>
internal sealed class RepositoryCalls(IGrainFactory grains)
{
    public async ValueTask<IEnumerable<RepositoryIndex>> IndexAsync(bool readyAlone, CancellationToken cancellationToken)
    {
        var cluster = await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(cancellationToken);
        return RepositoryIndex.Of(cluster).Where(model => !readyAlone || model.State == RepositoryIndex.Ready);
    }

    /// <summary>Refuses a configuration or files sent along: no caller writes into the repository.</summary>
    /// <param name="parameter">The name of a parameter.</param>
    public static void ThrowIfFile(string parameter)
    {
        if (parameter != "config" && !parameter.StartsWith("file:", StringComparison.Ordinal)) return;
        throw new InvalidInputException($"parameter '{parameter}'", "none: a model's files and its model.json are read from the repository", "one");
    }

    /// <summary>What went wrong on which worker; empty where nothing did.</summary>
    public static string Describe(ImmutableArray<ModelOutcome> outcomes) => string.Join(
        "; ", outcomes.Where(static outcome => !outcome.Succeeded).Select(static failed => $"{failed.Model} on {failed.Worker}: {failed.Reason}"));

    /// <exception cref="RepositoryCallException">Something went wrong on a worker.</exception>
    public static void ThrowIfAnyFailed(ImmutableArray<ModelOutcome> outcomes)
    {
        if (Describe(outcomes) is { Length: > 0 } problem) throw new RepositoryCallException(problem);
    }
}

/// <summary>A model could not be loaded or unloaded on some worker.</summary>
internal sealed class RepositoryCallException(string message) : Exception(message);
