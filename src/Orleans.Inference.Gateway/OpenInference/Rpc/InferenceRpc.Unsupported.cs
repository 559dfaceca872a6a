using Grpc.Core;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

internal sealed partial class InferenceRpc
{
    public override Task<Wire.UnsupportedMessage> SystemSharedMemoryStatus(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> SystemSharedMemoryRegister(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> SystemSharedMemoryUnregister(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> CudaSharedMemoryStatus(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> CudaSharedMemoryRegister(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> CudaSharedMemoryUnregister(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.SharedMemory);

    public override Task<Wire.UnsupportedMessage> TraceSetting(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.Trace);

    public override Task<Wire.UnsupportedMessage> LogSettings(Wire.UnsupportedMessage request, ServerCallContext context) => throw Refuse(Unsupported.Logging);

    private static RpcException Refuse(string text) => new(new(StatusCode.Unimplemented, text));
}
