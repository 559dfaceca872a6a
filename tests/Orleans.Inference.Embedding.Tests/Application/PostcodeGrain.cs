using System.Globalization;

namespace Orleans.Inference.Embedding.Tests.Application;

public sealed class PostcodeGrain(IInferenceClient inference, ILocalSiloDetails silo) : Grain, IPostcodeGrain
{
    public async Task<string> ReadAsync(byte[][] scans)
    {
        var digits = await Task.WhenAll(scans.Select(ReadDigitAsync));
        return string.Concat(digits.Select(digit => digit.ToString(CultureInfo.InvariantCulture)));
    }

    public Task<string> SiloAsync() => Task.FromResult(silo.Name);

    private async Task<int> ReadDigitAsync(byte[] scan)
    {
        float[] pixels = [.. scan.Select(pixel => (float)pixel)];
        float[] scores = (await inference.InferAsync("digits", Tensor.Create(pixels, [1, 1, 28, 28]))).Get<float>();
        return scores.IndexOf(scores.Max());
    }
}
