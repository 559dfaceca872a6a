using System.Text.Json;

namespace Orleans.Inference.Silo.Summary;

/// <summary>The image in an example request, from 0 (paper) to 255 (ink).</summary>
internal sealed class Scan(float[] pixels, int width)
{
    private const float Inked = 96;

    private int Height => pixels.Length / width;

    /// <summary>Reads the first input of an Open Inference Protocol request; <see langword="null"/> when it is no image of that range.</summary>
    public static Scan? Read(string requestFile)
    {
        try
        {
            using var request = JsonDocument.Parse(File.ReadAllBytes(requestFile));
            var input = request.RootElement.GetProperty("inputs").EnumerateArray().First();
            var width = input.GetProperty("shape").EnumerateArray().Last().GetInt32();
            float[] pixels = [.. input.GetProperty("data").EnumerateArray().Select(pixel => pixel.GetSingle())];
            return width > 0 && pixels.Length > 0 && pixels.Length % width == 0 ? new(pixels, width) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException)
        {
            return null;
        }
    }

    /// <summary>Draws two rows on a line, without the empty rows above and below.</summary>
    public IEnumerable<string> Draw()
    {
        int[] inked = [.. Enumerable.Range(0, Height).Where(row => Enumerable.Range(0, width).Any(column => IsInked(row, column)))];
        if (inked.Length == 0) yield break;
        for (var row = inked[0]; row <= inked[^1]; row += 2)
        {
            var upper = row;
            yield return string.Concat(Enumerable.Range(0, width).Select(column => Block(IsInked(upper, column), IsInked(upper + 1, column)))).TrimEnd();
        }
    }

    private static char Block(bool upper, bool lower) => (upper, lower) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => ' ',
    };

    private bool IsInked(int row, int column) => row < Height && pixels[(row * width) + column] > Inked;
}
