namespace Orleans.Inference.Embedding.Tests.Application;

/// <summary>A grain of somebody else's application: it reads a postcode off scanned digits.</summary>
public interface IPostcodeGrain : IGrainWithIntegerKey
{
    Task<string> ReadAsync(byte[][] scans);

    Task<string> SiloAsync();
}
