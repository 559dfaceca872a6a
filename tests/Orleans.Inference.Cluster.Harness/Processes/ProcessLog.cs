using System.Diagnostics;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>What a process printed.</summary>
internal sealed class ProcessLog
{
    private const int ShownLines = 60, ShownLength = 400;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProcessLog(Process process)
    {
        process.OutputDataReceived += (_, received) => Add(received.Data);
        process.ErrorDataReceived += (_, received) => Add(received.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The end of it.</summary>
    public string Text
    {
        get
        {
            lock (_gate) return string.Join('\n', _lines.TakeLast(ShownLines).Select(line => line.Length > ShownLength ? $"{line[..ShownLength]}…" : line));
        }
    }

    /// <summary>Waits for a line.</summary>
    public async Task<string> FindAsync(Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        for (var seen = 0; ; seen++)
        {
            while (true)
            {
                Task more;
                lock (_gate)
                {
                    if (seen < _lines.Count) break;
                    more = _more.Task;
                }

                await more.WaitAsync(cancellationToken);
            }

            string line;
            lock (_gate) line = _lines[seen];
            if (isWanted(line)) return line;
        }
    }

    private void Add(string? line)
    {
        if (line is null) return;
        TaskCompletionSource more;
        lock (_gate)
        {
            _lines.Add(line);
            (more, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        more.SetResult();
    }
}
