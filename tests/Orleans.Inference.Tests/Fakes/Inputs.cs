namespace Orleans.Inference.Tests.Fakes;

/// <summary>Inputs for the models of the tests.</summary>
public static class Inputs
{
    /// <summary>Rows of four bytes for the code model; the first byte of a row is the command.</summary>
    public static Tensor Of(params ReadOnlySpan<CodeBackend.Command> commands)
    {
        var bytes = new byte[commands.Length * 4];
        for (var row = 0; row < commands.Length; row++)
        {
            bytes[row * 4] = (byte)commands[row];
            bytes[row * 4 + 1] = (byte)(row + 1);
        }

        return Tensor.Create(bytes, [commands.Length, 4]);
    }

    public static InferenceRequest Request(
        CodeBackend.Command command, InferencePriority priority = InferencePriority.Default, TimeSpan? timeout = null) => new()
        {
            Model = CodeBackend.ModelName,
            Inputs = [new("command", Of(command))],
            Priority = priority,
            Timeout = timeout,
        };
}
