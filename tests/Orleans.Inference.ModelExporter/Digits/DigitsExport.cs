using System.Text.Json;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Trains the <c>digits</c> model and writes it with its labels, an example request and the scans that tests use.</summary>
internal static class DigitsExport
{
    private const double RequiredAccuracy = 0.97;
    private const int ShownScan = 18;
    private const float ShownConfidence = 0.99f;
    private const int ScansForTests = 300;

    public static void Run(string dataFolder, string repository)
    {
        var train = ScanSet.Read(dataFolder, "train");
        var test = ScanSet.Read(dataFolder, "test");
        var network = Training.Run(train, test);
        var accuracy = Accuracy.Of(network, test);
        Console.WriteLine($"accuracy: train {Accuracy.Of(network, train):P2} of {train.Count}, test {accuracy:P2} of {test.Count}");
        if (accuracy < RequiredAccuracy)
            throw new ExportException($"The accuracy on the test scans is {accuracy:P2}; it must be at least {RequiredAccuracy:P0}.");

        var model = DigitsModel.Create(network);
        var probabilities = DigitsModel.Verify(model, network, test);
        var shown = test.Label(ShownScan);
        var confidence = probabilities[(ShownScan * Network.Classes) + shown];
        if (confidence < ShownConfidence)
            throw new ExportException($"The scan of the example request, a {shown}, gets a probability of {confidence:F4} only.");

        Console.WriteLine($"request.json shows test scan {ShownScan}, a {shown}, probability {confidence:F4}");
        Write(repository, model, test);
    }

    private static void Write(string repository, OnnxModel model, ScanSet test)
    {
        var models = Path.Combine(repository, "src", "Orleans.Inference.Silo", "models");
        Console.WriteLine($"written {model.Save(models, "digits")}");
        File.WriteAllText(Path.Combine(models, "digits", "model.json"), Labels());
        File.WriteAllText(Path.Combine(models, "digits", "request.json"), DigitsRequest.For(test.Bytes(ShownScan)));

        var data = Path.Combine(repository, "tests", "data");
        Directory.CreateDirectory(data);
        test.Take(ScansForTests).Write(data, "digits-test");
    }

    private static string Labels()
    {
        var labels = Enumerable.Range(0, Network.Classes).Select(digit => JsonSerializer.Serialize($"{digit}"));
        return $$"""
            {
              "Labels": {
                "{{DigitsModel.Output}}": [{{string.Join(", ", labels)}}]
              }
            }

            """;
    }
}
