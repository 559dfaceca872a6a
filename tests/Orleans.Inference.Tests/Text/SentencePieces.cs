using Google.Protobuf;

namespace Orleans.Inference.Tests.Text;

/// <summary>Writes models of the SentencePiece library (its <c>ModelProto</c>).</summary>
internal static class SentencePieces
{
    public const int Unigram = 1;
    public const int Bpe = 2;

    /// <summary>A model of pieces: each with its type (1 normal, 2 unknown, 3 control) and its score.</summary>
    public static byte[] Model(int kind, params (string Text, int Type, float Score)[] pieces) => Message(model =>
    {
        foreach (var (text, type, score) in pieces)
        {
            Write(model, 1, Message(piece =>
            {
                piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                piece.WriteString(text);
                piece.WriteTag(2, WireFormat.WireType.Fixed32);
                piece.WriteFloat(score);
                WriteNumber(piece, 3, type);
            }));
        }

        Write(model, 2, Message(trainer => WriteNumber(trainer, 3, kind)));
        Write(model, 3, Message(normalizer =>
        {
            for (var flag = 3; flag <= 5; flag++) WriteNumber(normalizer, flag, 1); // a blank before the text, none twice, blanks as U+2581
        }));
    });

    private static void Write(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(message));
    }

    private static void WriteNumber(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true)) write(output);
        return bytes.ToArray();
    }
}
