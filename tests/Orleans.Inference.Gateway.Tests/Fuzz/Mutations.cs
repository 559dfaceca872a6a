using System.Text;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>Random changes of a body: some tear it apart, some change a value in it, some leave it as good as it was.</summary>
internal static class Mutations
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "0", "-1", "1e400", "null", "true", "\\u", "\\ud800", "NaN", "[[", "]]", "[]", "{}", "0,0",
        "\n", "\u00ff", "\0", "\"data\"", "\"shape\"", "\"model\"", "\"FP16\"", "\"INT64\"", "\"BYTES\"", "9223372036854775807", "99999999999999999999",
        "\"unknown\":[{\"a\":1}],", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    public static byte[] Of(byte[] seed, Random random)
    {
        List<byte> body = [.. seed];
        for (var changes = random.Next(1, 4); changes > 0; changes--) Change(body, random);
        return [.. body];
    }

    private static void Change(List<byte> body, Random random)
    {
        if (body.Count == 0) return;
        var place = random.Next(body.Count);
        var length = Math.Min(random.Next(1, 20), body.Count - place);
        switch (random.Next(7))
        {
            case 0:
                body.RemoveRange(place, length);
                break;
            case 1:
                body.InsertRange(place, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 2:
                body[place] = (byte)random.Next(256);
                break;
            case 3:
                body.InsertRange(random.Next(body.Count + 1), body.GetRange(place, length));
                break;
            case 4:
                body.RemoveRange(place, body.Count - place);
                break;
            default:
                ChangeDigit(body, place, random);
                break;
        }
    }

    /// <summary>Another digit in place of one: what was a number stays one.</summary>
    private static void ChangeDigit(List<byte> body, int start, Random random)
    {
        var digit = body.FindIndex(start, static value => value is >= (byte)'1' and <= (byte)'9');
        if (digit >= 0) body[digit] = (byte)('1' + random.Next(9));
    }
}
