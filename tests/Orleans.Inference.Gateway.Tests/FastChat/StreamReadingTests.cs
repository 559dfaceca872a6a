using System.Text;
using Orleans.Inference.FastChat.Http;
using Orleans.Inference.FastChat.Wire;
using Orleans.Inference.FastChat.Workers;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>Streams as the network brings them.</summary>
public sealed class StreamReadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public async Task Pieces_are_whole_wherever_the_network_cut_them(int size)
    {
        string[] pieces = ["{\"text\":\"a\"}", new('x', 10_000), "ü€😀", "z"];
        using ChunkReader reader = new(new CutStream(Encoding.UTF8.GetBytes(string.Concat(pieces.Select(piece => piece + "\0"))), size));

        List<string> read = [];
        while (await reader.ReadAsync(Cancellation) is { } piece) read.Add(Encoding.UTF8.GetString(piece.Span));

        Assert.Equal(pieces, read);
    }

    [Fact]
    public async Task A_stream_that_ends_within_a_piece_was_cut()
    {
        using ChunkReader reader = new(new CutStream("{\"text\":\"a\"}\0{\"te"u8.ToArray(), 5));
        await reader.ReadAsync(Cancellation);

        Assert.Equal(CallFailure.Lost, (await Assert.ThrowsAsync<WorkerCallException>(async () => await reader.ReadAsync(Cancellation))).Failure);
    }

    [Fact]
    public async Task A_piece_without_an_end_is_not_collected_for_ever()
    {
        using ChunkReader reader = new(new CutStream(new string('x', 100_000).Select(character => (byte)character).ToArray(), 1000), maxBytes: 20_000);

        Assert.Equal(CallFailure.Malformed, (await Assert.ThrowsAsync<WorkerCallException>(async () => await reader.ReadAsync(Cancellation))).Failure);
    }

    [Fact]
    public void What_is_new_is_found_and_incomplete_characters_wait()
    {
        StreamedText text = new();

        string[] added = [text.Take("He"), text.Take("Hell\uFFFD"), text.Take(null), text.Take("Hellö\uD83D"), text.Take("Hellö😀"), text.Take("Hellö😀"), text.Take("Hellö😀\uFFFD"), text.End()];

        Assert.Equal(["He", "ll", "", "ö", "😀", "", "", ""], added);
    }

    [Fact]
    public void A_piece_is_read_whatever_else_is_in_it()
    {
        var chunk = GenerateChunk.Read("""{"extra":{"a":[1,2]},"text":"hi","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"error_code":0,"finish_reason":"length","logprobs":{"tokens":["hi"]}}"""u8);

        Assert.Equal(("hi", 0, "length", """{"tokens":["hi"]}"""), (chunk.Text, chunk.ErrorCode, chunk.FinishReason, chunk.LogProbabilities));
        Assert.Equal(new TextUsage(3, 2), chunk.Usage);
    }

    [Fact]
    public void The_numbers_of_a_context_that_is_too_short_are_passed_on()
    {
        const string Words = "This model's maximum context length is 2048 tokens. However, your messages resulted in 3000 tokens. Please reduce the length of the messages.";

        var error = Assert.IsType<InvalidInputException>(WorkerErrors.Of(40303, Words, "m", WorkerId.External("http://x:1"), 0));

        Assert.Contains("2048", error.Message, StringComparison.Ordinal);
        Assert.Contains("3000", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class CutStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
