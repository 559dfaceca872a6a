using System.Threading.Channels;
using Grpc.Core;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

internal sealed partial class InferenceRpc
{
    /// <summary>How many requests of one stream are under way at once; then the next one is read when one is answered.</summary>
    private const int MostOfStream = 32;

    /// <summary>Runs the requests of a stream side by side and answers them in their order. One that fails is answered with its error, and the others go on.</summary>
    public override async Task ModelStreamInfer(
        IAsyncStreamReader<Wire.ModelInferRequest> requestStream, IServerStreamWriter<Wire.ModelStreamInferResponse> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateBounded<Task<Wire.ModelStreamInferResponse>>(new BoundedChannelOptions(MostOfStream) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(requestStream, answers.Writer, context);
        await foreach (var answer in answers.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(await answer, context.CancellationToken);
        }

        await reading;
    }

    private async Task ReadAsync(IAsyncStreamReader<Wire.ModelInferRequest> requests, ChannelWriter<Task<Wire.ModelStreamInferResponse>> answers, ServerCallContext context)
    {
        try
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                await answers.WaitToWriteAsync(context.CancellationToken);
                await answers.WriteAsync(AnswerAsync(requests.Current, context), context.CancellationToken);
            }

            answers.Complete();
        }
        catch (Exception exception)
        {
            answers.Complete(exception);
        }
    }

    private async Task<Wire.ModelStreamInferResponse> AnswerAsync(Wire.ModelInferRequest request, ServerCallContext context)
    {
        try
        {
            var response = RpcAnswer.Of(await InferAsync(request, context));
            response.Parameters.Add("triton_final_response", new Wire.InferParameter { BoolParam = true });
            return new() { InferResponse = response };
        }
        catch (Exception exception) when (RpcStatus.Of(exception) is { } known)
        {
            return new()
            {
                ErrorMessage = known.Detail,
                InferResponse = new() { ModelName = request.ModelName, ModelVersion = request.ModelVersion, Id = request.Id },
            };
        }
    }
}
