using Orleans.Inference.Models.Repository.Triton;

namespace Orleans.Inference.Tests.Models.Repository;

public sealed class TextFormatTests
{
    [Theory]
    [InlineData("a: 1", "a=1")]
    [InlineData("a:1,b:2;c:3", "a=1 b=2 c=3")]
    [InlineData("# a comment\na: 1 # another\n# the last", "a=1")]
    [InlineData("a { b: 1 }", "a={b=1}")]
    [InlineData("a: { b: 1, c { } }", "a={b=1 c={}}")]
    [InlineData("a < b: 1 >", "a={b=1}")]
    [InlineData("a: [1, 2]\na: 3", "a=1 a=2 a=3")]
    [InlineData("a [ { b: 1 }, { b: 2 } ]", "a={b=1} a={b=2}")]
    [InlineData("a: []", "")]
    [InlineData("a: - 1 b: -0x1F c: 1.5e-3 d: .5 e: 2f", "a=-1 b=-0x1F c=1.5e-3 d=.5 e=2f")]
    [InlineData("a: KIND_GPU b: true c: -inf", "a=KIND_GPU b=true c=-inf")]
    [InlineData("a: \"x\" 'y'\n\"z\"", "a='xyz'")]
    [InlineData("""a: "tab\tquote\"\x41\102\u00e9\U0001F600" """, "a='tab\tquote\"ABé😀'")]
    [InlineData("""a: "\303\251" """, "a='é'")]
    [InlineData("[some.extension/x] { b: 1 } a: 2", "[some.extension/x]={b=1} a=2")]
    [InlineData("", "")]
    public void Everything_the_format_has_is_read(string text, string expected) => Assert.Equal(expected, Write(TextFormat.Parse(text)));

    [Theory]
    [InlineData("a: {\n  b: 1\n", "line 3, column 1: expected a field or '}', found the end of the file")]
    [InlineData("a 1", "line 1, column 3: expected ':' or '{' after 'a', found '1'")]
    [InlineData("a:\n  }", "line 2, column 3: expected a value of 'a', found '}'")]
    [InlineData("a: [1 2]", "line 1, column 7: expected ']' or ',', found '2'")]
    [InlineData("a: [1,]", "line 1, column 7: expected another value of 'a', found ']'")]
    [InlineData("a: \"x\n\"", "line 1, column 4: expected a closing \" on the same line")]
    [InlineData("a: \"\\q\"", "line 1, column 5: expected one of the escapes")]
    [InlineData("a: 1\n}", "line 2, column 1: expected a field's name, found '}'")]
    [InlineData("a: 1 @", "line 1, column 6: expected a field, found '@'")]
    [InlineData("\"a\": 1", "line 1, column 1: expected a field's name, found 'a'")]
    public void What_is_malformed_is_said_with_its_place(string text, string expected)
    {
        var exception = Assert.Throws<TextFormatException>(() => TextFormat.Parse(text));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_never_stops_opening_messages_is_refused() =>
        Assert.Contains("within each other", Assert.Throws<TextFormatException>(() => TextFormat.Parse(string.Concat(Enumerable.Repeat("a {", 100_000)))).Message, StringComparison.Ordinal);

    private static string Write(TextMessage message) => string.Join(' ', message.Fields.Select(field => $"{field.Name}={Write(field.Value)}"));

    private static string Write(TextValue value) => value switch
    {
        TextMessage message => $"{{{Write(message)}}}",
        TextScalar { IsQuoted: true } quoted => $"'{quoted.Text}'",
        TextScalar scalar => scalar.Text,
        _ => throw new NotSupportedException(),
    };
}
