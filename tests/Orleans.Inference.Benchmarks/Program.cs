using Orleans.Inference.Benchmarks;
using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Http;
using Orleans.Inference.Benchmarks.Transport;

return args switch
{
    [ClientProgram.Verb, var gatewayPort] => await ClientProgram.RunAsync(gatewayPort),
    [HttpServerProgram.Verb, var side, .. var repository] => await HttpServerProgram.RunAsync(Enum.Parse<HttpSide>(side), repository.FirstOrDefault()),
    [TransportClientProgram.Verb, var gatewayPort, var socketPort] => await TransportClientProgram.RunAsync(gatewayPort, socketPort),
    _ => await BenchmarkProgram.RunAsync(args),
};
