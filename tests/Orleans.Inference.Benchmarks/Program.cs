using Orleans.Inference.Benchmarks;
using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Http;

return args switch
{
    [ClientProgram.Verb, var gatewayPort] => await ClientProgram.RunAsync(gatewayPort),
    [HttpServerProgram.Verb, var side] => await HttpServerProgram.RunAsync(Enum.Parse<HttpSide>(side)),
    _ => await BenchmarkProgram.RunAsync(args),
};
