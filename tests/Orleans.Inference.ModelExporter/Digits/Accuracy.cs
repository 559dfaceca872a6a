namespace Orleans.Inference.ModelExporter.Digits;

internal static class Accuracy
{
    public static double Of(Network network, ScanSet scans) =>
        (double)Enumerable.Range(0, scans.Count).Count(index => network.Classify(scans.Scan(index)) == scans.Label(index)) / scans.Count;
}
