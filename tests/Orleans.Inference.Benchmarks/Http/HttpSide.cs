namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Who answers.</summary>
internal enum HttpSide
{
    /// <summary>(a) A minimal API that calls ONNX Runtime itself.</summary>
    MinimalApi,

    /// <summary>(b) The gateway, with a silo in its process.</summary>
    Gateway,
}
