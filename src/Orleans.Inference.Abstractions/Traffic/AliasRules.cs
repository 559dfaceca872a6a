namespace Orleans.Inference;

/// <summary>What an alias must be like.</summary>
internal static class AliasRules
{
    public const int MaxAliases = 1000;

    private const int MaxTargets = 100;

    private const int MaxNameLength = 200;

    /// <summary>Checks an alias that is to join a table.</summary>
    /// <exception cref="InvalidInputException">Something is wrong with it.</exception>
    public static void Check(ModelAlias alias, AliasTable table)
    {
        CheckName("alias", alias.Name);
        if (table.Find(alias.Name) is null && table.Aliases.Length >= MaxAliases) throw new InvalidInputException("alias", $"at most {MaxAliases} of them", "one more");
        if (alias.Targets.Length is 0 or > MaxTargets) throw Wrong(alias, "targets", $"1 to {MaxTargets} of them", $"{alias.Targets.Length}");
        foreach (var target in alias.Targets) CheckTarget(alias, target, table);
        if (!double.IsFinite(alias.Targets.Sum(target => target.Weight))) throw Wrong(alias, "weights", "a finite sum", "an infinite one");
        if (alias.Targets.GroupBy(target => (target.Model, target.Version)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Wrong(alias, "targets", "each of them once", $"{twice.First()} twice");
        if (alias.Shadow is { } shadow) CheckShadow(alias, shadow, table);
    }

    private static void CheckTarget(ModelAlias alias, AliasTarget target, AliasTable table)
    {
        CheckModel(alias, "target", target.Model, target.Version, table);
        if (!(target.Weight > 0) || !double.IsFinite(target.Weight)) throw Wrong(alias, $"weight of {target}", "a finite number above 0", $"{target.Weight}");
    }

    private static void CheckShadow(ModelAlias alias, ShadowTarget shadow, AliasTable table)
    {
        CheckModel(alias, "shadow", shadow.Model, shadow.Version, table);
        if (!(shadow.Percent is >= 0 and <= 100)) throw Wrong(alias, "shadow's percent", "a number from 0 to 100", $"{shadow.Percent}");
        if (!(shadow.Tolerance >= 0) || !double.IsFinite(shadow.Tolerance)) throw Wrong(alias, "shadow's tolerance", "a finite number of at least 0", $"{shadow.Tolerance}");
    }

    private static void CheckModel(ModelAlias alias, string role, string model, string? version, AliasTable table)
    {
        CheckName($"{role} of the alias '{alias.Name}'", model);
        if (version is not null && !ModelVersions.IsVersion(version)) throw Wrong(alias, $"{role} '{model}'", "a version of digits, or none", $"'{version}'");
        // With a version, and under its own name, a model is meant.
        if (version is null && model != alias.Name && table.Find(model) is not null) throw Wrong(alias, role, "a model", $"the alias '{model}'");
    }

    private static void CheckName(string subject, string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new InvalidInputException(subject, "a name", "none");
        if (name.Length > MaxNameLength) throw new InvalidInputException(subject, $"a name of at most {MaxNameLength} characters", $"one of {name.Length}");
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name.Any(char.IsControl)) throw new InvalidInputException(subject, "a name without slashes and control characters", $"'{name}'");
    }

    private static InvalidInputException Wrong(ModelAlias alias, string what, string expected, string given) => new($"alias '{alias.Name}', {what}", expected, given);
}
