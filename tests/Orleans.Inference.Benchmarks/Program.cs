using Orleans.Inference.Benchmarks;
using Orleans.Inference.Benchmarks.Clients;

return args is [ClientProgram.Verb, var gatewayPort] ? await ClientProgram.RunAsync(gatewayPort) : await BenchmarkProgram.RunAsync(args);
