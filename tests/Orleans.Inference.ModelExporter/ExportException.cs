namespace Orleans.Inference.ModelExporter;

/// <summary>A model that is not as it must be; nothing of it was written.</summary>
public sealed class ExportException(string message) : Exception(message);
