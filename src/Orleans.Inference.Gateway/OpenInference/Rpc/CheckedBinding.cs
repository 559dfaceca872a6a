using Google.Protobuf;
using Grpc.Core;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>
/// Binds the service's methods so that a message which cannot be read is the caller's mistake: without it such calls end with UNKNOWN, and an error in the log.
/// </summary>
internal static class CheckedBinding
{
    /// <summary>What gRPC for ASP.NET Core calls, as the attribute of the service says.</summary>
    public static void BindService(ServiceBinderBase binder, Wire.GRPCInferenceService.GRPCInferenceServiceBase service) =>
        Wire.GRPCInferenceService.BindService(new Binder(binder), service);

    private sealed class Binder(ServiceBinderBase inner) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(Checked(method), handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(Checked(method), handler);

        private static Method<TRequest, TResponse> Checked<TRequest, TResponse>(Method<TRequest, TResponse> method)
        {
            var read = method.RequestMarshaller.ContextualDeserializer;
            var request = Marshallers.Create(method.RequestMarshaller.ContextualSerializer, context =>
            {
                try
                {
                    return read(context);
                }
                catch (InvalidProtocolBufferException exception)
                {
                    throw new RpcException(new(StatusCode.InvalidArgument, $"The message cannot be read as a {typeof(TRequest).Name}: {exception.Message}"));
                }
            });
            return new(method.Type, method.ServiceName, method.Name, request, method.ResponseMarshaller);
        }
    }
}
