using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Numbers that are read at once are those that the JSON reader reads, bit for bit; what is not plainly right is left to it.</summary>
public sealed class FlatSinglesTests
{
    private const int Numbers = 200_000;

    [Theory]
    [InlineData("G9")]
    [InlineData("R")]
    [InlineData("E16")]
    [InlineData("F3")]
    [InlineData("F20")]
    public void Every_number_is_the_one_that_the_reader_reads(string format)
    {
        Random random = new(7);
        var texts = Enumerable.Range(0, Numbers).Select(_ => Text(random, format)).ToArray();
        var json = Encoding.UTF8.GetBytes($"{string.Join(" ,\n", texts)} ] and more");
        var values = new float[Numbers];

        Assert.True(FlatSingles.TryRead(json, values, out var length));

        Assert.Equal((byte)']', json[length]);
        for (var i = 0; i < Numbers; i++) Assert.Equal(BitConverter.SingleToInt32Bits(Read(texts[i])), BitConverter.SingleToInt32Bits(values[i]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("1E5")]
    [InlineData("1e-45")]
    [InlineData("3.4028235e38")]
    [InlineData("16777217")] // in the middle of two singles, as the next one is, but for its end
    [InlineData("16777217.00000000000000000000001")]
    [InlineData("16777216.99999999999999999999999")]
    [InlineData("9007199254740993")]
    [InlineData("0.000000000000000000000000000000000000000000001")]
    public void Numbers_at_the_edges(string text)
    {
        var values = new float[1];

        Assert.True(FlatSingles.TryRead(Encoding.UTF8.GetBytes($"{text}]"), values, out _));

        Assert.Equal(BitConverter.SingleToInt32Bits(Read(text)), BitConverter.SingleToInt32Bits(values[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("]")]
    [InlineData("1]")]
    [InlineData("1,2")]
    [InlineData("1,2,]")]
    [InlineData("1,2,3]")]
    [InlineData("1 2]")]
    [InlineData(",1,2]")]
    [InlineData("1,,2]")]
    [InlineData("01,2]")]
    [InlineData("-,2]")]
    [InlineData("+1,2]")]
    [InlineData(".5,2]")]
    [InlineData("1.,2]")]
    [InlineData("1e,2]")]
    [InlineData("1e400,2]")]
    [InlineData("1e4000000000000000000000,2]")]
    [InlineData("1,2x]")]
    [InlineData("1,\"NaN\"]")]
    [InlineData("[1,2]]")]
    [InlineData("null,2]")]
    [InlineData("1,2}")]
    public void What_is_not_plainly_two_numbers_is_left(string json) =>
        Assert.False(FlatSingles.TryRead(Encoding.UTF8.GetBytes(json), new float[2], out _));

    [Fact]
    public void A_mistake_further_on_is_told_with_its_place()
    {
        const string Body = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}],"id":}""";

        var refused = Assert.Throws<InvalidInputException>(() => InferCallReader.Read(Encoding.UTF8.GetBytes(Body)));

        Assert.Contains($"at line 1, byte {Body.Length}:", refused.Message, StringComparison.Ordinal);
    }

    private static string Text(Random random, string format)
    {
        var value = random.Next(4) switch
        {
            0 => random.Next(256),
            1 => random.NextSingle(),
            2 => BitConverter.Int32BitsToSingle(random.Next()),
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
        };
        if (!double.IsFinite(value) || Math.Abs(value) > float.MaxValue) value = 0.5;
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static float Read(string text)
    {
        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(text));
        json.Read();
        return json.GetSingle();
    }
}
