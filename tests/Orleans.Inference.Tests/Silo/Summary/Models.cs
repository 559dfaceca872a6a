namespace Orleans.Inference.Tests.Silo.Summary;

internal static class Models
{
    public static ModelMetadata Named(string name, string version = "1") =>
        new() { Name = name, Version = version, Platform = "test", Inputs = [], Outputs = [] };
}
