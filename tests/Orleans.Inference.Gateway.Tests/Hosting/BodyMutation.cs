using System.Text;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Changes the bytes of bodies at random.</summary>
internal static class BodyMutation
{
    /// <summary>Makes one to four changes: something left out, put in, replaced or repeated.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="seed">The body.</param>
    /// <param name="pieces">What is put in.</param>
    public static byte[] Of(Random random, byte[] seed, string[] pieces)
    {
        List<byte> body = [.. seed];
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var place = random.Next(body.Count);
            var length = Math.Min(random.Next(1, 20), body.Count - place);
            switch (random.Next(4))
            {
                case 0:
                    body.RemoveRange(place, Math.Min(length, body.Count - 1));
                    break;
                case 1:
                    body.InsertRange(place, Encoding.Latin1.GetBytes(pieces[random.Next(pieces.Length)]));
                    break;
                case 2:
                    body[place] = (byte)random.Next(256);
                    break;
                default:
                    body.InsertRange(random.Next(body.Count + 1), body.GetRange(place, length));
                    break;
            }
        }

        return [.. body];
    }
}
