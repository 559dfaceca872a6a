using System.Globalization;
using System.Text;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>An Open Inference Protocol request for one scan, a line of JSON for each row of the image.</summary>
internal static class DigitsRequest
{
    public static string For(ReadOnlySpan<byte> scan)
    {
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $$"""
            {
              "inputs": [{
                "name": "{{DigitsModel.Input}}", "shape": [1, 1, {{ScanSet.Side}}, {{ScanSet.Side}}], "datatype": "FP32",
                "data": [

            """);
        for (var row = 0; row < ScanSet.Side; row++)
        {
            json.AppendJoin(',', scan.Slice(row * ScanSet.Side, ScanSet.Side).ToArray().Select(pixel => $"{pixel,3}"));
            json.Append(row < ScanSet.Side - 1 ? ",\n" : "\n");
        }

        json.Append(CultureInfo.InvariantCulture, $$"""
                ]
              }],
              "outputs": [{ "name": "{{DigitsModel.Output}}", "parameters": { "classification": 3 } }]
            }

            """);
        return json.ToString();
    }
}
