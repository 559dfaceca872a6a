using System.Collections.Immutable;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>One version of a model as this process can call it.</summary>
internal sealed record RoutedModel(ModelRoute Route, IDispatchPolicy Policy, ImmutableArray<Destination> Destinations);
