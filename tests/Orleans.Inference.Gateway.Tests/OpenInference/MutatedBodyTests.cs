using System.Text;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Whatever the bytes of a body are, it is read or refused as the caller's mistake: nothing else is thrown.</summary>
public sealed class MutatedBodyTests
{
    private const int Bodies = 50_000;

    private static readonly byte[][] Seeds =
    [
        """
        {"id":"a","parameters":{"timeout":100,"priority":1},
        "inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[3e2,"NaN"]]},
        {"name":"y","data":["a\u00e9b",""],"shape":[2],"datatype":"BYTES"}],"outputs":[{"name":"z","parameters":{"classification":3}}]}
        """u8.ToArray(),
        """
        {"inputs":[{"data":[[[1],[2]],[[3],[4]]],"datatype":"UINT8","shape":[2,2,1],"name":"x"},
        {"name":"b","shape":[3],"datatype":"BOOL","parameters":null,"data":[true,false,1]}]}
        """u8.ToArray(),
        """
        {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1, 2.5,-3e-2,0.1]},
        {"name":"y","data":[7],"shape":[1],"datatype":"FP32"}],"id":"b"}
        """u8.ToArray(),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_body_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < Bodies; i++)
        {
            var body = BodyMutation.Of(random, Seeds[random.Next(Seeds.Length)]);
            try
            {
                InferCallReader.Read(body);
            }
            catch (InvalidInputException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception} for {Encoding.Latin1.GetString(body)}");
            }
        }

        Assert.InRange(refused, Bodies / 2, Bodies - 1);
    }
}
