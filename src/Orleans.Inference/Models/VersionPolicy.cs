using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Orleans.Inference.Models;

namespace Orleans.Inference;

/// <summary>Which of a model's versions are served: the highest ones, all, or those that are named.</summary>
[JsonConverter(typeof(VersionPolicyConverter))]
public sealed record VersionPolicy
{
    private const string LatestWord = "latest";
    private const string AllWord = "all";
    private readonly int _latest;
    private readonly ImmutableArray<string> _named;

    private VersionPolicy(int latest, ImmutableArray<string> named) => (_latest, _named) = (latest, named);

    /// <summary>Every version that is there.</summary>
    public static VersionPolicy All { get; } = new(int.MaxValue, []);

    /// <summary>The versions that are named; empty for a policy that goes by number.</summary>
    public ImmutableArray<string> Named => _named;

    /// <summary>The highest versions.</summary>
    /// <param name="count">How many, at least 1.</param>
    public static VersionPolicy Latest(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(count, []);
    }

    /// <summary>These versions and no others.</summary>
    /// <param name="versions">Their names; at least one, each a number.</param>
    public static VersionPolicy Of(params IEnumerable<string> versions)
    {
        ImmutableArray<string> named = [.. versions.Distinct(StringComparer.Ordinal).Order(ModelVersions.Ascending)];
        if (named.IsEmpty) throw new ArgumentException("no version is named", nameof(versions));
        if (named.FirstOrDefault(version => !ModelVersions.IsVersion(version)) is { } wrong) throw new ArgumentException($"'{wrong}' is no version: a number is", nameof(versions));
        return new(0, named);
    }

    /// <summary>Says which versions are served of those there are, in ascending order. A named one that is missing is among them.</summary>
    /// <param name="available">The versions there are.</param>
    public ImmutableArray<string> Select(IEnumerable<string> available) =>
        _named.IsEmpty ? [.. available.Order(ModelVersions.Ascending).TakeLast(_latest)] : _named;

    /// <summary>Same versions.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(VersionPolicy? other) => other is not null && _latest == other._latest && _named.SequenceEqual(other._named);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_latest, _named.Length);

    /// <summary>As in <c>latest 2</c>, <c>all</c> or <c>1, 3</c>.</summary>
    public override string ToString() => this switch
    {
        { _named.IsEmpty: false } => string.Join(", ", _named),
        { _latest: int.MaxValue } => AllWord,
        { _latest: 1 } => LatestWord,
        _ => string.Create(CultureInfo.InvariantCulture, $"{LatestWord} {_latest}"),
    };

    /// <summary>Reads what <see cref="ToString"/> writes for policies that go by number.</summary>
    internal static VersionPolicy? Parse(string text) => text.Split(' ') switch
    {
        [AllWord] => All,
        [LatestWord] => Latest(),
        [LatestWord, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 => Latest(count),
        _ => null,
    };
}
