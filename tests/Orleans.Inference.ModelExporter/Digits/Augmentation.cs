namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Lightly rotates, scales, shears and shifts scans, as other hands would have written them.</summary>
internal static class Augmentation
{
    private const double MaxRotation = 12 * Math.PI / 180;
    private const double MaxScale = 0.12;
    private const double MaxShear = 0.15;
    private const double MaxShift = 2;
    private const double Center = (ScanSet.Side - 1) / 2.0;

    public static void Apply(ReadOnlySpan<byte> scan, float[] augmented, Random random)
    {
        var (sin, cos) = Math.SinCos(Within(random, MaxRotation));
        var scaleX = 1 + Within(random, MaxScale);
        var scaleY = 1 + Within(random, MaxScale);
        var shear = Within(random, MaxShear);
        var shiftX = Center + Within(random, MaxShift);
        var shiftY = Center + Within(random, MaxShift);
        for (var pixel = 0; pixel < ScanSet.Pixels; pixel++)
        {
            // From the pixel to be drawn back to where it comes from.
            var (y, x) = Math.DivRem(pixel, ScanSet.Side);
            var dy = (y - Center) * scaleY;
            var dx = ((x - Center) * scaleX) + (shear * dy);
            augmented[pixel] = Bilinear(scan, (cos * dx) - (sin * dy) + shiftX, (sin * dx) + (cos * dy) + shiftY);
        }
    }

    private static double Within(Random random, double limit) => limit * ((2 * random.NextDouble()) - 1);

    private static float Bilinear(ReadOnlySpan<byte> scan, double x, double y)
    {
        var left = (int)Math.Floor(x);
        var top = (int)Math.Floor(y);
        var (right, bottom) = ((float)(x - left), (float)(y - top));
        var upper = (Pixel(scan, left, top) * (1 - right)) + (Pixel(scan, left + 1, top) * right);
        var lower = (Pixel(scan, left, top + 1) * (1 - right)) + (Pixel(scan, left + 1, top + 1) * right);
        return (upper * (1 - bottom)) + (lower * bottom);
    }

    private static float Pixel(ReadOnlySpan<byte> scan, int x, int y) =>
        (uint)x < ScanSet.Side && (uint)y < ScanSet.Side ? scan[(y * ScanSet.Side) + x] : 0;
}
