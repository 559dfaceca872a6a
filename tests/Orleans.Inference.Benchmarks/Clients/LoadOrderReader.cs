using System.Text.Json;
using System.Threading.Channels;

namespace Orleans.Inference.Benchmarks.Clients;

internal static class LoadOrderReader
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Reads orders on a thread of its own, which ends the process soon after the input has ended, even in the middle of a load.</summary>
    public static IAsyncEnumerable<TOrder> Start<TOrder>(TextReader input)
    {
        var orders = Channel.CreateUnbounded<TOrder>();
        new Thread(() => Read(input, orders.Writer)) { IsBackground = true, Name = "orders" }.Start();
        return orders.Reader.ReadAllAsync();
    }

    private static void Read<TOrder>(TextReader input, ChannelWriter<TOrder> orders)
    {
        while (input.ReadLine() is { } line) orders.TryWrite(JsonSerializer.Deserialize<TOrder>(line)!);
        orders.Complete();
        Thread.Sleep(Grace);
        Environment.Exit(0);
    }
}
