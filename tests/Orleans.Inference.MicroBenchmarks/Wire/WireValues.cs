using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orleans.Inference.MicroBenchmarks.Wire;

/// <summary>The same floats as they may travel: in a request, in an answer, and as arrays that Orleans has codecs of its own for.</summary>
internal sealed class WireValues
{
    public WireValues(int floats)
    {
        Floats = [.. Enumerable.Range(0, floats).Select(i => i / 255f)];
        var tensor = Tensor.Create(Floats, [1, floats]);
        Bytes = tensor.Bytes.ToArray();
        Request = new() { Model = "digits", Inputs = [new("image", tensor)], Timeout = TimeSpan.FromSeconds(30) };
        Response = new()
        {
            Model = "digits",
            Version = "1",
            Outputs = [new("scores", tensor)],
            Worker = new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"),
            Load = new(3, 1_000),
            QueueTime = TimeSpan.FromMicroseconds(20),
            ExecutionTime = TimeSpan.FromMicroseconds(200),
        };
    }

    /// <summary>Orleans' own serializer, as a silo and a client have it.</summary>
    public static Serializer NewSerializer() => new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public float[] Floats { get; }

    public byte[] Bytes { get; }

    public InferenceRequest Request { get; }

    public InferenceResponse Response { get; }
}
