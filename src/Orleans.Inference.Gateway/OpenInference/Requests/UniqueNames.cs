namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Refuses a name that was there before.</summary>
/// <param name="word">What the names are of: input or output.</param>
internal struct UniqueNames(string word)
{
    private string? _first;
    private HashSet<string>? _all;

    public void Add(string name)
    {
        // Most calls have one input: a set is made for the second.
        if (_first is null)
        {
            _first = name;
            return;
        }

        _all ??= new(StringComparer.Ordinal) { _first };
        if (!_all.Add(name)) throw new InvalidInputException($"{word} '{name}'", $"each {word} once", "it twice");
    }
}
