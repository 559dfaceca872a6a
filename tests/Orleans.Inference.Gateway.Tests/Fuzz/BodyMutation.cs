using System.Text;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Changes the bytes of bodies at random: some changes tear a body apart, some change a value in it, some leave it as good as it was.</summary>
internal static class BodyMutation
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "0", "-1", "1e400", "null", "true", "\\u", "\\ud800", "\\ud83d\\ude00", "NaN", "[[", "]]", "[]", "{}", "\"\"", "0,0", "\n", "\0", "\u00ff",
        "\"data\"", "\"shape\"", "\"model\"", "\"role\"", "\"content\"", "\"FP16\"", "\"INT64\"", "\"BYTES\"", "9223372036854775807", "99999999999999999999",
        "\"unknown\":[{\"a\":1}],", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    /// <summary>Makes one to three changes.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="seed">The body.</param>
    public static byte[] Of(Random random, byte[] seed)
    {
        List<byte> body = [.. seed];
        for (var changes = random.Next(1, 4); changes > 0 && body.Count > 0; changes--) Change(body, random);
        return [.. body];
    }

    private static void Change(List<byte> body, Random random)
    {
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
