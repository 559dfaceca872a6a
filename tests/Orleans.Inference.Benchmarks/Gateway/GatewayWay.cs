namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>How a model is called.</summary>
internal enum GatewayWay
{
    /// <summary><see cref="IInferenceClient"/> in the gateway's own process, which the protocols for tensors are compared with.</summary>
    Client,

    /// <summary><see cref="IInferenceClient"/> of an Orleans client, over loopback as the protocols are.</summary>
    OrleansClient,

    /// <summary>An endpoint that reads the body and answers with nothing: what HTTP itself costs here.</summary>
    Empty,

    /// <summary>REST, tensors as JSON.</summary>
    Json,

    /// <summary>REST, tensors as binary data.</summary>
    Binary,

    /// <summary>gRPC, raw tensors.</summary>
    Grpc,

    /// <summary><see cref="ITextClient"/> in the gateway's own process, which embeddings are compared with.</summary>
    TextClient,

    /// <summary>Embeddings over the OpenAI protocol.</summary>
    OpenAI,
}

internal static class GatewayWays
{
    extension(GatewayWay way)
    {
        /// <summary>The call without a protocol.</summary>
        public GatewayWay Baseline => way >= GatewayWay.TextClient ? GatewayWay.TextClient : GatewayWay.Client;

        public string Description => way switch
        {
            GatewayWay.Client => "IInferenceClient in the silo",
            GatewayWay.OrleansClient => "IInferenceClient over loopback",
            GatewayWay.Empty => "empty endpoint",
            GatewayWay.Json => "JSON",
            GatewayWay.Binary => "binary",
            GatewayWay.Grpc => "gRPC",
            GatewayWay.TextClient => "ITextClient",
            _ => "OpenAI embeddings",
        };
    }
}
