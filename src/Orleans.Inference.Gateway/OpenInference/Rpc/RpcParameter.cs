using System.Globalization;
using System.Text;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>A parameter of a gRPC message.</summary>
internal readonly struct RpcParameter(string name, Wire.InferParameter value) : IParameter
{
    private string Given => value.ParameterChoiceCase switch
    {
        Wire.InferParameter.ParameterChoiceOneofCase.BoolParam => value.BoolParam ? "true" : "false",
        Wire.InferParameter.ParameterChoiceOneofCase.Int64Param => value.Int64Param.ToString(CultureInfo.InvariantCulture),
        Wire.InferParameter.ParameterChoiceOneofCase.Uint64Param => value.Uint64Param.ToString(CultureInfo.InvariantCulture),
        Wire.InferParameter.ParameterChoiceOneofCase.DoubleParam => value.DoubleParam.ToString(CultureInfo.InvariantCulture),
        Wire.InferParameter.ParameterChoiceOneofCase.StringParam => "a string",
        _ => "nothing",
    };

    public bool IsNamed(ReadOnlySpan<byte> expected) => Ascii.Equals(expected, name);

    public long ReadCount(string subject, long most)
    {
        var count = value.ParameterChoiceCase switch
        {
            Wire.InferParameter.ParameterChoiceOneofCase.Int64Param => value.Int64Param,
            Wire.InferParameter.ParameterChoiceOneofCase.Uint64Param when value.Uint64Param <= long.MaxValue => (long)value.Uint64Param,
            _ => -1,
        };
        return count >= 0 && count <= most ? count : throw new InvalidInputException(subject, $"an integer from 0 to {most}", Given);
    }

    public bool ReadFlag(string subject) => value.HasBoolParam ? value.BoolParam : throw new InvalidInputException(subject, "true or false", Given);

    public string? ReadOptionalText(string subject) => value.HasStringParam ? value.StringParam : throw new InvalidInputException(subject, "a string", Given);

    public bool ReadIsGiven() => value.ParameterChoiceCase switch
    {
        Wire.InferParameter.ParameterChoiceOneofCase.BoolParam => value.BoolParam,
        Wire.InferParameter.ParameterChoiceOneofCase.Int64Param => value.Int64Param != 0,
        Wire.InferParameter.ParameterChoiceOneofCase.Uint64Param => value.Uint64Param != 0,
        Wire.InferParameter.ParameterChoiceOneofCase.StringParam => value.StringParam.Length > 0,
        Wire.InferParameter.ParameterChoiceOneofCase.None => false,
        _ => true,
    };

    public void Pass()
    {
    }
}
