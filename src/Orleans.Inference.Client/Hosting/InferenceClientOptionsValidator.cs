using Microsoft.Extensions.Options;

namespace Orleans.Inference.Hosting;

internal sealed class InferenceClientOptionsValidator : IValidateOptions<InferenceClientOptions>
{
    private static readonly TimeSpan MaxRenewalPeriod = TimeSpan.FromSeconds(10);

    public ValidateOptionsResult Validate(string? name, InferenceClientOptions options)
    {
        List<string> problems = [];
        Check(nameof(options.DefaultTimeout), options.DefaultTimeout, InferenceRequest.MaxTimeout);
        Check(nameof(options.RouteTableRenewalPeriod), options.RouteTableRenewalPeriod, MaxRenewalPeriod);
        if (options.MaxTensorBytes < 1 || options.MaxTensorBytes > Array.MaxLength)
        {
            problems.Add($"InferenceClient:MaxTensorBytes is {options.MaxTensorBytes}: from 1 to {Array.MaxLength} is allowed.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string key, TimeSpan value, TimeSpan max)
        {
            if (value <= TimeSpan.Zero || value > max) problems.Add($"InferenceClient:{key} is {value}: more than 00:00:00 and at most {max} is allowed.");
        }
    }
}
