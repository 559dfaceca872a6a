using System.Collections.Immutable;
using System.Diagnostics;

namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>The model <c>echo</c> on one device.</summary>
internal sealed class ScriptedSession(ScriptedDevice device, ExecutionRecord executions, double slowdown) : IModelSession
{
    // A run known to be shorter than this is done on a thread of the caller's: a device's time is never that.
    private static readonly TimeSpan ShortestRun = TimeSpan.FromMilliseconds(2);

    public string Platform => "scripted";

    public ImmutableArray<TensorSpec> Inputs { get; } =
        [new(ScriptedCommand.Input, ElementType.Int64, [new(-1, "batch"), new(ScriptedCommand.InputLength)])];

    public ImmutableArray<TensorSpec> Outputs { get; } =
        [new(ScriptedCommand.Output, ElementType.Int64, [new(-1, "batch"), new(ScriptedCommand.OutputLength)])];

    public ImmutableArray<string> ExecutionProviders => [];

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
    {
        var commands = inputs[0];
        List<long> answers = [];
        for (var row = 0; row < commands.Shape[0]; row++)
        {
            var command = ScriptedCommand.Read(commands.Slice(row, 1).AsSpan<long>());
            answers.AddRange([ScriptedCommand.AnswerTo(command.Id), Environment.ProcessId, Obey(command)]);
        }

        return [Tensor.Create(answers.ToArray(), [commands.Shape[0], ScriptedCommand.OutputLength])];
    }

    public void Dispose()
    {
    }

    private long Obey(ScriptedCommand command)
    {
        var execution = command.IsRequest ? executions.Add(command.Id) : 0;
        if (command.Action == ScriptedAction.EndProcess) EndProcess();
        if (command.Action == ScriptedAction.Hang) device.Hang(command.Time);
        device.Take((command.Time > ShortestRun ? command.Time : ShortestRun) * slowdown);
        return execution;
    }

    private static void EndProcess()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
