using System.Collections.Immutable;

namespace Orleans.Inference.Models.Repository;

/// <summary>
/// Looks again and again at a folder of models. What is there when this is made counts as known; a model is reported when it is otherwise than known and nothing
/// in its folder changed for the settle time, so that none is taken up while it is being copied or deleted. For one caller at a time.
/// </summary>
internal sealed class RepositoryChanges
{
    private readonly string _folder;
    private readonly TimeSpan _settleTime;
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, string> _known;
    private readonly Dictionary<string, Unsettled> _unsettled = new(StringComparer.Ordinal);
    private bool _isAway;

    public RepositoryChanges(string folder, TimeSpan settleTime, TimeProvider timeProvider)
    {
        (_folder, _settleTime, _timeProvider) = (folder, settleTime, timeProvider);
        _known = TryTake(folder, out _) ?? new(StringComparer.Ordinal);
    }

    /// <summary>Says what changed and settled since it was last said.</summary>
    public RepositoryLook Look()
    {
        if (TryTake(_folder, out var problem) is not { } present)
        {
            // Nobody deletes all models by deleting their folder: a disk is away.
            _unsettled.Clear();
            if (_isAway) return RepositoryLook.Nothing;
            _isAway = true;
            return new() { Problem = problem };
        }

        _isAway = false;
        // Those among the unsettled ones that are in neither came and went before they settled.
        ImmutableArray<string> settled = [.. _known.Keys.Union(present.Keys).Union(_unsettled.Keys).Where(name => HasSettled(name, present.GetValueOrDefault(name))).Order(StringComparer.Ordinal)];
        RepositoryLook look = new()
        {
            New = [.. settled.Where(name => !_known.ContainsKey(name))],
            Changed = [.. settled.Where(name => _known.ContainsKey(name) && present.ContainsKey(name))],
            Gone = [.. settled.Where(name => !present.ContainsKey(name))],
        };
        foreach (var name in settled) Know(name, present.GetValueOrDefault(name));
        return look;
    }

    private bool HasSettled(string name, string? fingerprint)
    {
        if (fingerprint == _known.GetValueOrDefault(name) && fingerprint != FolderFingerprint.Moving)
        {
            _unsettled.Remove(name);
            return false;
        }

        var now = _timeProvider.GetTimestamp();
        if (fingerprint == FolderFingerprint.Moving || !_unsettled.TryGetValue(name, out var before) || before.Fingerprint != fingerprint)
        {
            before = _unsettled[name] = new(fingerprint, now);
        }

        return fingerprint != FolderFingerprint.Moving && _timeProvider.GetElapsedTime(before.Since, now) >= _settleTime;
    }

    private void Know(string name, string? fingerprint)
    {
        _unsettled.Remove(name);
        if (fingerprint is null) _known.Remove(name);
        else _known[name] = fingerprint;
    }

    private static Dictionary<string, string>? TryTake(string folder, out string problem)
    {
        problem = "";
        try
        {
            Dictionary<string, string> models = new(StringComparer.Ordinal);
            foreach (var model in Directory.EnumerateDirectories(folder).Where(ModelRepository.IsModel))
            {
                if (FolderFingerprint.Of(model) is { } fingerprint) models[Path.GetFileName(model)] = fingerprint;
            }

            return models;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>How a folder looked, and since when.</summary>
    private readonly record struct Unsettled(string? Fingerprint, long Since);
}
