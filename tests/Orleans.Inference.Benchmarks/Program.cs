using Orleans.Inference.Benchmarks;
using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Transport;

return args switch
{
    [ClientProgram.Verb, var gatewayPort] => await ClientProgram.RunAsync(gatewayPort),
    [TransportClientProgram.Verb, var gatewayPort, var socketPort] => await TransportClientProgram.RunAsync(gatewayPort, socketPort),
    _ => await BenchmarkProgram.RunAsync(args),
};
