namespace Orleans.Inference.Silo.Start;

/// <summary>The program cannot do its work here and now, though its settings are right. The message is one line for the operator.</summary>
internal sealed class StartException(string message) : Exception(message);
