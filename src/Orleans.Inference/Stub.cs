#pragma warning disable
namespace Orleans.Inference;
public enum RepositoryMode { None, Poll, Explicit }
public sealed partial record ModelConfiguration { public bool? OnDemand { get; init; } public TimeSpan? IdleTimeout { get; init; } public int? MinReplicas { get; init; } public int? MaxReplicas { get; init; } public long? MemoryBytes { get; init; } public TimeSpan? LoadTimeout { get; init; } public PlacementConfiguration? Placement { get; init; } }
public sealed record PlacementConfiguration { public string? Suits(Device d, IDictionary<string,string> l) => null; }
public sealed partial class InferenceOptions { public bool OnDemand { get; set; } public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10); public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(10); public IDictionary<string,string> Labels { get; set; } = new Dictionary<string,string>(); public RepositoryMode RepositoryMode { get; set; } public TimeSpan RepositoryPollPeriod { get; set; } = TimeSpan.FromSeconds(15); public TimeSpan RepositorySettleTime { get; set; } = TimeSpan.FromSeconds(2); public IList<string> StartupModels { get; set; } = []; }
