using System.Text.Json;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>A model with one float input, and an input for each caller, so that an answer that went to the wrong caller is noticed.</summary>
internal sealed record SampleModel(string Name, long[] Shape, Func<int, float[]> InputOf)
{
    private const int RotateLength = 256;
    private const int ImageSize = 28;

    /// <summary>Model folders beside the program.</summary>
    public static string Repository { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    public static SampleModel Identity { get; } = new("identity", [1, 16], caller => Ramp(16, caller));

    public static SampleModel Digits { get; } = new("digits", [1, 1, ImageSize, ImageSize], Image);

    public static SampleModel Rotate { get; } = new("rotate-200us", [1, RotateLength], caller => Ramp(RotateLength, caller));

    /// <summary>Gains from batching.</summary>
    public static SampleModel Dense { get; } = new("dense", [1, RotateLength], caller => Ramp(RotateLength, caller));

    public static SampleModel[] All { get; } = [Identity, Digits, Rotate];

    public string File => Path.Combine(Repository, Name, "1", "model.onnx");

    public static SampleModel Named(string name) => All.Single(model => model.Name == name);

    private static float[] Ramp(int length, int caller) => [.. Enumerable.Range(1, length).Select(i => (float)(caller * length + i))];

    /// <summary>The digit of the example request, moved to the right by a few pixels.</summary>
    private static float[] Image(int caller)
    {
        using var request = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Repository, "digits", "request.json")));
        float[] image = [.. request.RootElement.GetProperty("inputs")[0].GetProperty("data").EnumerateArray().Select(pixel => pixel.GetSingle())];
        return [.. image.Select((_, i) => image[i / ImageSize * ImageSize + (i + ImageSize - caller % 3) % ImageSize])];
    }
}
