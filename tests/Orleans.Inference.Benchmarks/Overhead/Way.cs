namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>How a model is called.</summary>
internal enum Way
{
    /// <summary>(a) <c>InferenceSession.Run</c>, from threads.</summary>
    Direct,

    /// <summary>(b) <see cref="IInferenceClient"/>, from grains of the same silo.</summary>
    Grain,

    /// <summary>(c) <see cref="IInferenceClient"/>, from another process.</summary>
    Client,
}
