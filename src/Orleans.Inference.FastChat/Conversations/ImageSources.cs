using System.Buffers.Text;
using System.Collections.Immutable;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>What a worker is sent for images: it opens what it takes for a file's name, so nothing is passed on that could be one.</summary>
internal static class ImageSources
{
    private const int MaxShown = 60;

    /// <exception cref="InvalidInputException">One is neither a web address nor Base64.</exception>
    public static IEnumerable<string> Of(ImmutableArray<string> images) => images.Select(Read);

    private static string Read(string image)
    {
        if (image.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || image.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) return image;
        var data = image.AsSpan();
        if (image.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = image.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0 || !image.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) throw Wrong(image);
            data = data[(comma + 1)..];
        }

        return !data.IsEmpty && Base64.IsValid(data) ? data.ToString() : throw Wrong(image);
    }

    private static InvalidInputException Wrong(string image) =>
        new("image", "a URL with http or https, or data:image/TYPE;base64,DATA", image.Length > MaxShown ? $"{image[..MaxShown]}…" : image);
}
