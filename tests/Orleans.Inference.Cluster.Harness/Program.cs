using Orleans.Inference.Cluster.Harness.Roles;

return args switch
{
    [SiloRole.Name, .. var arguments] => await SiloRole.RunAsync(arguments),
    [CallerRole.Name, .. var arguments] => await CallerRole.RunAsync(arguments),
    _ => throw new ArgumentException($"The first argument is the role: {SiloRole.Name} or {CallerRole.Name}."),
};
