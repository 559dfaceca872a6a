using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Inference.Silo.Keys;

/// <summary>Makes an API key. It is printed once, and kept nowhere.</summary>
internal static class KeyCommand
{
    private const int RandomBytes = 32;

    /// <summary>By which a key that leaked is recognized for what it is.</summary>
    private const string Prefix = "oi-";

    public static async Task RunAsync(TextWriter output)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await output.WriteLineAsync($$"""
            The key, for its holder alone:
              {{key}}
            For silo.json, under Gateway:ApiKeys:
              { "Name": "NAME", "Sha256": "{{hash}}", "Scopes": ["Infer"] }
            """);
    }
}
