using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway;

/// <summary>Says at start which option is wrong, what it may be and what it is.</summary>
internal sealed class InferenceGatewayOptionsValidator : IValidateOptions<InferenceGatewayOptions>
{
    // One more byte than the limit is read, to tell a body that is too large from one that fits exactly.
    private static readonly long MostBytes = Array.MaxLength - 1;

    public ValidateOptionsResult Validate(string? name, InferenceGatewayOptions options) =>
        options.MaxRequestBodyBytes >= 1 && options.MaxRequestBodyBytes <= MostBytes
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Gateway:{nameof(options.MaxRequestBodyBytes)} is {options.MaxRequestBodyBytes}: from 1 to {MostBytes} is allowed.");
}
