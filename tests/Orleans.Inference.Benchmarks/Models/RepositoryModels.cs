using Orleans.Inference.Models;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>The models that a user's repository brings to a benchmark.</summary>
internal static class RepositoryModels
{
    /// <summary>Their names; none where no repository was given.</summary>
    public static IEnumerable<string> In(string? repository) =>
        repository is null ? [] : ModelRepository.Scan(repository).Where(entry => entry.Definition is not null).Select(entry => entry.Name);
}
