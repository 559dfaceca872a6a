using Microsoft.Extensions.Options;
using Orleans.Inference.External;

namespace Orleans.Inference.FastChat;

internal sealed class FastChatOptionsValidator : IValidateOptions<FastChatOptions>
{
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, FastChatOptions options)
    {
        List<string> problems = [];
        foreach (var network in NetworkList.FindWrong(options.WorkerNetworks))
            problems.Add($"FastChat:{nameof(options.WorkerNetworks)} has '{network}': networks such as 10.0.0.0/8 and addresses are allowed.");
        Check(nameof(options.HeartBeatExpiration), options.HeartBeatExpiration);
        Check(nameof(options.StatusPeriod), options.StatusPeriod);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string key, TimeSpan value)
        {
            if (value < MinPeriod || value > MaxPeriod) problems.Add($"FastChat:{key} is {value}: from {MinPeriod} to {MaxPeriod} is allowed.");
        }
    }
}
