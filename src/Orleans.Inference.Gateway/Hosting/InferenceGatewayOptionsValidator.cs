using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Inference.External;

namespace Orleans.Inference.Gateway;

/// <summary>Says at start which option is wrong, what it may be and what it is.</summary>
internal sealed class InferenceGatewayOptionsValidator : IValidateOptions<InferenceGatewayOptions>
{
    // One more byte than the limit is read, to tell a body that is too large from one that fits exactly.
    private static readonly long MostBytes = Array.MaxLength - 1;

    public ValidateOptionsResult Validate(string? name, InferenceGatewayOptions options)
    {
        List<string> failures = [.. options.ApiKeys.SelectMany(static (key, index) => Check(key, $"Gateway:{nameof(options.ApiKeys)}:{index}"))];
        if (options.MaxRequestBodyBytes < 1 || options.MaxRequestBodyBytes > MostBytes)
        {
            failures.Add($"Gateway:{nameof(options.MaxRequestBodyBytes)} is {options.MaxRequestBodyBytes}: from 1 to {MostBytes} is allowed.");
        }

        if (options.AdvertisedUrl is { Length: > 0 } url && WorkerUrl.TryRead(url) is null)
        {
            failures.Add($"Gateway:{nameof(options.AdvertisedUrl)} is '{url}': {WorkerUrl.Expected} is allowed.");
        }

        failures.AddRange(NetworkList.FindWrong(options.RegistrationNetworks).Select(network =>
            $"Gateway:{nameof(options.RegistrationNetworks)} has '{network}': networks such as 10.0.0.0/8 and addresses are allowed."));
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(ApiKeyOptions key, string place)
    {
        if (string.IsNullOrWhiteSpace(key.Name)) yield return $"{place}:{nameof(key.Name)} is empty: whose key it is must be said.";
        if (key.Sha256.Length != 2 * SHA256.HashSizeInBytes || !key.Sha256.All(char.IsAsciiHexDigit))
        {
            yield return $"{place}:{nameof(key.Sha256)} has {key.Sha256.Length} characters: the SHA-256 of the key, 64 hexadecimal digits, must stand there.";
        }

        if (key.Scopes is [] || key.Scopes.Contains(AccessScope.None)) yield return $"{place}:{nameof(key.Scopes)} is empty: it must have Infer, Manage or both.";
        if (key.RequestsPerMinute is < 1) yield return $"{place}:{nameof(key.RequestsPerMinute)} is {key.RequestsPerMinute}: it must be at least 1.";
        if (key.MaxConcurrency is < 1) yield return $"{place}:{nameof(key.MaxConcurrency)} is {key.MaxConcurrency}: it must be at least 1.";
    }
}
