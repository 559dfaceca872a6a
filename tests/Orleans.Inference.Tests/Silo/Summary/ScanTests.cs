using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Summary;

public sealed class ScanTests
{
    [Fact]
    public void Two_rows_are_one_line_and_empty_rows_are_left_out()
    {
        Scan scan = new(
            [
                0, 0, 0, 0,
                255, 0, 255, 0,
                255, 255, 0, 0,
                0, 40, 0, 200,
                0, 0, 0, 0,
            ],
            width: 4);

        Assert.Equal(["█▄▀", "   ▀"], scan.Draw());
    }

    [Fact]
    public void Blank_paper_is_no_line() => Assert.Empty(new Scan(new float[16], width: 4).Draw());

    [Fact]
    public void The_shipped_scan_is_small_enough_for_the_summary()
    {
        var lines = Scan.Read(Path.Combine(AppContext.BaseDirectory, "models", "digits", "request.json"))!.Draw().ToArray();

        Assert.InRange(lines.Length, 8, 14);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 28));
    }
}
