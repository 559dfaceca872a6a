using Microsoft.Extensions.Logging;

namespace Orleans.Inference.OnnxRuntime;

internal sealed partial class OnnxSession
{
    [LoggerMessage(
        LogLevel.Information,
        "The output {Output} of {Model} is {Actual} where its file says {Declared}; the shape it declares is not used any more")]
    private partial void LogShapeDiffers(string model, string output, string actual, string declared);
}
