using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>Sends numbers and sees that the last one comes back.</summary>
internal abstract class TouchCall(float[] numbers) : ICall
{
    private float _answer;

    public async Task SendAsync() => _answer = await TouchAsync();

    public void Check()
    {
        if (_answer != numbers[^1]) throw new WrongAnswerException($"{numbers[^1]} was sent, {_answer} came back.");
    }

    public virtual void Dispose()
    {
    }

    protected abstract Task<float> TouchAsync();
}

/// <summary>By a grain call as Orleans makes it.</summary>
internal sealed class StockCall(float[] numbers, ITouchGrain grain, bool asBytes) : TouchCall(numbers)
{
    private readonly float[] _numbers = numbers;
    private readonly byte[] _bytes = asBytes ? MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray() : [];

    protected override Task<float> TouchAsync() => asBytes ? grain.TouchBytesAsync(_bytes) : grain.TouchFloatsAsync(_numbers);
}

/// <summary>By one of the ways of a tensor.</summary>
internal sealed class TensorCall(float[] numbers, Func<InferenceRequest, Task<InferenceResponse>> infer) : TouchCall(numbers)
{
    private readonly InferenceRequest _request =
        new() { Model = TouchBackend.ModelName, Inputs = [new(TouchBackend.InputName, Tensor.Create(numbers, [1, numbers.Length]))] };

    protected override async Task<float> TouchAsync() => (await infer(_request)).Outputs[0].Tensor.AsSpan<float>()[0];
}

/// <summary>By a socket of its own, with nothing around it.</summary>
internal sealed class SocketCall : TouchCall
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _body;
    private readonly byte[] _length = new byte[4];
    private readonly byte[] _answer = new byte[4];

    public SocketCall(float[] numbers, int port)
        : base(numbers)
    {
        _body = MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(_length, _body.Length);
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
    }

    public override void Dispose()
    {
        _socket.Dispose();
        base.Dispose();
    }

    protected override async Task<float> TouchAsync()
    {
        await _socket.SendAsync(_length);
        for (ReadOnlyMemory<byte> rest = _body; rest.Length > 0;) rest = rest[await _socket.SendAsync(rest)..];
        await SocketServer.FillAsync(_socket, _answer);
        return MemoryMarshal.Read<float>(_answer);
    }
}
