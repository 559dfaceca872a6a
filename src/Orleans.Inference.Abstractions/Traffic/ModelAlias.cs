using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>
/// A name that stands for versions of models, each with its share of the requests, such as <c>digits@stable</c>. A request without a version is looked up among
/// the aliases first: one that has the name of a model takes the model's place. What a target names is always a model.
/// </summary>
[GenerateSerializer, Immutable, Alias("inference.ModelAlias")]
public sealed record ModelAlias
{
    /// <summary>The name, without <c>/</c>.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What the requests are split among.</summary>
    [Id(1)]
    public required ImmutableArray<AliasTarget> Targets
    {
        get;
        init => field = value.IsDefault ? [] : value;
    }

    /// <summary>
    /// Whether requests with the same <see cref="InferenceRequest.AffinityKey"/> go to the same target as long as the weights stay; when they change, no more keys
    /// move than must. Requests without a key, and all when this is <see langword="false"/>, are split at random.
    /// </summary>
    [Id(2)]
    public bool Sticky { get; init; }

    /// <summary>A version that is tried with copies of requests whose answers nobody gets; <see langword="null"/> (the default) means none.</summary>
    [Id(3)]
    public ShadowTarget? Shadow { get; init; }

    /// <inheritdoc/>
    public bool Equals(ModelAlias? other) =>
        other is not null && Name == other.Name && Sticky == other.Sticky && Shadow == other.Shadow && Targets.SequenceEqual(other.Targets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Targets.Length, Sticky, Shadow);
}

/// <summary>A version of a model that takes a share of an alias's requests.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version; <see langword="null"/> for the highest one served.</param>
/// <param name="Weight">Its share, in proportion to the weights of the others.</param>
[GenerateSerializer, Immutable, Alias("inference.AliasTarget")]
public readonly record struct AliasTarget(string Model, string? Version = null, double Weight = 1)
{
    /// <summary>As in <c>digits/1</c>; the name alone where there is no version.</summary>
    public override string ToString() => new ModelKey(Model, Version ?? "").ToString();
}

/// <summary>
/// A version of a model that gets copies of an alias's requests, of lowest priority and when the caller has its answer. The copies' answers are compared with
/// those that the callers got, and counted (<see cref="InferenceMetrics.ShadowRequests"/>).
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version; <see langword="null"/> for the highest one served.</param>
/// <param name="Percent">How many of 100 requests are copied.</param>
/// <param name="Tolerance">
/// By how much floating point values may differ: this much, and this part of the value. All else must be equal.
/// </param>
[GenerateSerializer, Immutable, Alias("inference.ShadowTarget")]
public sealed record ShadowTarget(string Model, string? Version = null, double Percent = 100, double Tolerance = ShadowTarget.DefaultTolerance)
{
    /// <summary>What is the last digits of a single precision number, and some.</summary>
    public const double DefaultTolerance = 1e-4;

    /// <summary>As in <c>digits/1</c>; the name alone where there is no version.</summary>
    public override string ToString() => new ModelKey(Model, Version ?? "").ToString();
}
