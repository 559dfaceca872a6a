namespace Orleans.Inference.Benchmarks.Reporting;

/// <summary>A table in GitHub's Markdown: the first columns are words, the others are numbers.</summary>
internal sealed class MarkdownTable(int words, params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, header.Length);
        _rows.Add(row);
    }

    public void Print(TextWriter output, string title)
    {
        output.WriteLine($"{title}\n");
        PrintRow(output, header);
        PrintRow(output, [.. header.Select((_, column) => column < words ? "---" : "---:")]);
        foreach (var row in _rows) PrintRow(output, row);
        output.WriteLine();
    }

    private static void PrintRow(TextWriter output, string[] cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
