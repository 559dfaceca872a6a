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
        List<string> problems = [];
        if (options.MaxRequestBodyBytes < 1 || options.MaxRequestBodyBytes > MostBytes)
            problems.Add($"Gateway:{nameof(options.MaxRequestBodyBytes)} is {options.MaxRequestBodyBytes}: from 1 to {MostBytes} is allowed.");
        if (options.AdvertisedUrl is { Length: > 0 } url && WorkerUrl.TryRead(url) is null)
            problems.Add($"Gateway:{nameof(options.AdvertisedUrl)} is '{url}': {WorkerUrl.Expected} is allowed.");
        foreach (var network in NetworkList.FindWrong(options.RegistrationNetworks))
            problems.Add($"Gateway:{nameof(options.RegistrationNetworks)} has '{network}': networks such as 10.0.0.0/8 and addresses are allowed.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
