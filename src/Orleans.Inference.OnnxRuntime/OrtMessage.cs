using System.Text.RegularExpressions;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>ONNX Runtime's messages as one line for people: without its error codes, source locations and C++ signatures.</summary>
internal static partial class OrtMessage
{
    public static string Clean(string message)
    {
        message = ErrorCode.Replace(message, "");
        message = SourceLocation.Replace(message, "");
        return Whitespace.Replace(message, " ").Trim();
    }

    [GeneratedRegex(@"\[ErrorCode:\w+\] |\[ONNXRuntimeError\] : \d+ : \w+ : ")]
    private static partial Regex ErrorCode { get; }

    // As in "/src/reshape_helper.h:47 onnxruntime::ReshapeHelper::ReshapeHelper(const TensorShape&) [with T = int] size != 0 was false. "
    [GeneratedRegex(
        """
        (?:\b[A-Za-z]:)?[^\s:]+\.(?:cc|cpp|cu|cuh|h|hpp):\d+[ ]                 # the place
        (?:
          [^()\n]*::[^()\s]*                                                   # the function's name,
          (?: \( (?> [^()]+ | (?<open>\() | (?<-open>\)) )* (?(open)(?!)) \) )+   # its parameters, which may have parentheses,
          (?:[ ]const)? (?:[ ]\[with[ ][^\]\n]*\])? [ ]                         # and its template's
        )?
        (?: [^\n]*?[ ]was[ ]false\.[ ] )?                                       # the condition
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SourceLocation { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace { get; }
}
