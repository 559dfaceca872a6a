using Microsoft.Extensions.Options;
using Orleans.Inference.Devices;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Hosting;

/// <summary>Says everything that is wrong with the options at once.</summary>
internal sealed class InferenceOptionsValidator(IEnumerable<IModelBackend> backends, DispatchPolicyCatalog policies) : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        List<string> problems = [];
        if (options.ModelRepository is { } folder && !Directory.Exists(folder))
        {
            problems.Add($"Inference:ModelRepository is '{folder}', which is no folder: an existing folder of NAME/VERSION/model.onnx is allowed.");
        }

        if (options.MaxQueueLength < 1) problems.Add($"Inference:MaxQueueLength is {options.MaxQueueLength}: at least 1 is allowed.");
        if (options.StarvationBound <= TimeSpan.Zero) problems.Add($"Inference:StarvationBound is {options.StarvationBound}: more than 00:00:00 is allowed.");
        if (options.MinResidency < TimeSpan.Zero) problems.Add($"Inference:MinResidency is {options.MinResidency}: at least 00:00:00 is allowed.");
        if (options.MaxBulkRun <= TimeSpan.Zero) problems.Add($"Inference:MaxBulkRun is {options.MaxBulkRun}: more than 00:00:00 is allowed.");
        if (options.WedgedRunBound <= TimeSpan.Zero) problems.Add($"Inference:WedgedRunBound is {options.WedgedRunBound}: more than 00:00:00 is allowed.");
        if (options.DataPort is < -1 or > ushort.MaxValue) problems.Add($"Inference:DataPort is {options.DataPort}: a port, 0 for any that is free or -1 for none is allowed.");
        if (options.MaxReassemblyBytes < 1) problems.Add($"Inference:MaxReassemblyBytes is {options.MaxReassemblyBytes}: at least 1 is allowed.");
        if (!policies.Contains(options.DispatchPolicy))
        {
            problems.Add($"Inference:DispatchPolicy is '{options.DispatchPolicy}': allowed are {string.Join(", ", policies.Names)}.");
        }

        foreach (var (model, speed) in options.Speeds)
        {
            if (!(speed > 0) || double.IsInfinity(speed)) problems.Add($"Inference:Speeds:{model} is {speed}: rows per second above 0 are allowed.");
        }

        AddRepositoryProblems(options, problems);
        foreach (var device in options.Devices.Where(device => device.MemoryBytes < 1))
        {
            problems.Add($"Inference:Devices '{device.Name}' has MemoryBytes {device.MemoryBytes}: at least 1 is allowed.");
        }

        if (options.DeviceClaims is { } claims && string.IsNullOrWhiteSpace(claims)) problems.Add("Inference:DeviceClaims is '': a folder is allowed.");
        problems.AddRange(DeviceDiscovery.FindProblems(options, backends));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void AddRepositoryProblems(InferenceOptions options, List<string> problems)
    {
        if (!Enum.IsDefined(options.RepositoryMode)) problems.Add($"Inference:RepositoryMode is {options.RepositoryMode}: allowed are {string.Join(", ", Enum.GetNames<RepositoryMode>())}.");
        if (options.RepositoryPollPeriod <= TimeSpan.Zero) problems.Add($"Inference:RepositoryPollPeriod is {options.RepositoryPollPeriod}: more than 00:00:00 is allowed.");
        if (options.RepositorySettleTime < TimeSpan.Zero) problems.Add($"Inference:RepositorySettleTime is {options.RepositorySettleTime}: at least 00:00:00 is allowed.");
        if (options.IdleTimeout <= TimeSpan.Zero) problems.Add($"Inference:IdleTimeout is {options.IdleTimeout}: more than 00:00:00 is allowed.");
        if (options.LoadTimeout <= TimeSpan.Zero) problems.Add($"Inference:LoadTimeout is {options.LoadTimeout}: more than 00:00:00 is allowed.");
        if (options.StartupModels.Any(string.IsNullOrWhiteSpace)) problems.Add("Inference:StartupModels has '': names of models are allowed, or * for all.");
        if (options.StartupModels.Count > 0 && options.RepositoryMode != RepositoryMode.Explicit)
        {
            problems.Add($"Inference:StartupModels is given, but Inference:RepositoryMode is {options.RepositoryMode}: it is allowed in mode Explicit.");
        }
    }
}
