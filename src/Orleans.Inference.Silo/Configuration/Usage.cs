using System.Reflection;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class Usage
{
    public static string Version { get; } =
        typeof(Usage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string Text { get; } = """
        Serves the ONNX models of a folder on this machine's devices, alone or together with other silos.

        usage: Orleans.Inference.Silo [silo | gateway | status | key] [OPTION VALUE]...

          silo               serves models (what is done without a word)
          gateway            has no device and no models: serves HTTP in front and routes to the silos
          status             prints what the silo at --urls knows of the cluster (INFERENCE_API_KEY: a key that may manage)
          key                makes an API key, and prints it and what to write into silo.json

          --config PATH      the settings file; else silo.json in the working directory, else the one beside the program
          --urls URLS        where HTTP is served, with ';' between several (http://127.0.0.1:8000)
          --dispatch-method NAME
                             how a worker is chosen (shortest_queue): lottery, shortest_queue, power_of_two, round_robin,
                             least_latency, sticky or local_first; the same as --Inference:DispatchPolicy
          --instance N       one more on this machine: adds N to the ports; without Clustering it joins the silo without it
          --help, --version

        Every key of silo.json is an option too; the usual ones:
          --Inference:ModelRepository PATH     a folder of NAME/VERSION/model.onnx (the models beside the program)
          --Inference:Devices DEVICES          auto, none, or a list such as cpu:1 or cuda:0,cuda:1 (auto)
          --Inference:GrpcUrl URL              where gRPC is served, "" for nowhere (http://127.0.0.1:8001)

        or an environment variable: Inference__MaxQueueLength=64. The command line wins over the environment,
        the environment over silo.json. A wrong value or an unknown key stops the start and is named.
        """;
}
