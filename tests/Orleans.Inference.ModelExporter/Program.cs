using Orleans.Inference.ModelExporter;
using Orleans.Inference.ModelExporter.Digits;
using Orleans.Inference.ModelExporter.Samples;

try
{
    switch (args)
    {
        case ["digits", var dataFolder]:
            DigitsExport.Run(dataFolder, RepositoryFolder.Find());
            return 0;
        case ["samples"]:
            SamplesExport.Run(RepositoryFolder.Find());
            return 0;
        default:
            Console.Error.WriteLine("""
                usage: digits DATA_FOLDER   trains the digits model and writes it into the models of the silo
                       samples              writes the models for tests and benchmarks
                """);
            return 2;
    }
}
catch (Exception exception) when (exception is ExportException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
