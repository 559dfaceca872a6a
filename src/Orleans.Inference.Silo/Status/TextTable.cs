using System.Text;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Silo.Status;

/// <summary>Rows under a heading, in columns as wide as their widest text.</summary>
internal sealed class TextTable(params TextTable.Column[] columns)
{
    private const string Gap = "  ";

    private readonly List<(string[] Cells, bool IsBad)> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row.</summary>
    /// <param name="isBad">Whether it is of something that should not be so.</param>
    /// <param name="cells">A text for each column; those that are missing are empty.</param>
    public void Add(bool isBad, params string[] cells) => _rows.Add((cells, isBad));

    public void Write(StringBuilder text, Ink ink)
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => Cell(row.Cells, i).Length).Append(column.Name.Length).Max())];
        text.Append(ink.Bold(Line([.. columns.Select(column => column.Name)]))).Append('\n');
        foreach (var (cells, isBad) in _rows) text.Append(isBad ? ink.Red(Line(cells)) : Line(cells)).Append('\n');

        string Line(string[] cells) => string.Join(Gap, columns.Select((column, i) =>
            column.IsNumber ? Cell(cells, i).PadLeft(widths[i]) : Cell(cells, i).PadRight(widths[i]))).TrimEnd();
    }

    private static string Cell(string[] cells, int column) => column < cells.Length ? cells[column] : "";

    /// <param name="Name">Its heading.</param>
    /// <param name="IsNumber">Whether its texts end on one line instead of starting there.</param>
    internal readonly record struct Column(string Name, bool IsNumber = false);
}
