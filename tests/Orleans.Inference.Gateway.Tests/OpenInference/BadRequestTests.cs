using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Bodies that are no infer request. Each is refused by name, and the next good request works.</summary>
public sealed class BadRequestTests : GatewayTests
{
    [Theory]
    [InlineData("", "line 1, byte 1", "does not contain any JSON")]
    [InlineData("hello", "line 1, byte 1", "'h'")]
    [InlineData("{\"inputs\":[}", "line 1, byte 12", "'}'")]
    [InlineData("{\n\n \"inputs\":[", "line 3", "closed")]
    [InlineData("{\"inputs\":[]} x", "line 1, byte 15", "'x'")]
    [InlineData("{\"inputs\":[],}", "trailing comma")]
    public async Task Malformed_JSON(string body, params string[] parts)
    {
        await RefusedAsync(body, ["request body", "expected JSON", .. parts]);
    }

    [Theory]
    [InlineData("[1,NaN]", "NaN")]
    [InlineData("[NaN]", "NaN")]
    [InlineData("[1, Infinity]", "Infinity")]
    [InlineData("[-Infinity]", "-Infinity")]
    public async Task A_literal_that_JSON_has_not(string data, string literal)
    {
        foreach (var body in (string[])[
            $$"""{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":{{data}}}]}""",
            $$"""{"inputs":[{"data":{{data}},"name":"x","shape":[2],"datatype":"FP32"}]}"""])
        {
            var place = body.IndexOf(literal.TrimStart('-'), StringComparison.Ordinal) + 1;
            await RefusedAsync(body, "expected JSON", $"at line 1, byte {place}:", $"send the string \"{literal}\"");
        }
    }

    [Fact]
    public async Task Nesting_without_end()
    {
        await RefusedAsync($$"""{"inputs":[{"data":{{new string('[', 10_000)}}""", "expected JSON", "depth of 64");
    }

    [Theory]
    [InlineData("[]", "request: expected an object, given an array")]
    [InlineData("null", "request: expected an object, given null")]
    [InlineData("{}", "expected the key 'inputs'")]
    [InlineData("""{"inputs":{}}""", "inputs: expected an array, given an object")]
    [InlineData("""{"in\ud800puts":[]}""", "key: expected valid Unicode")]
    [InlineData("""{"inputs":null}""", "inputs: expected an array, given null")]
    [InlineData("""{"inputs":[1]}""", "inputs[0]: expected an object, given 1")]
    [InlineData("""{"id":7,"inputs":[]}""", "id: expected a string, given 7")]
    [InlineData("""{"id":"\ud800","inputs":[]}""", "id: expected a string of valid Unicode")]
    [InlineData("""{"parameters":[],"inputs":[]}""", "parameters: expected an object, given an array")]
    [InlineData("""{"inputs":[],"outputs":"x"}""", "outputs: expected an array, given the string \"x\"")]
    [InlineData("""{"inputs":[],"outputs":["x"]}""", "outputs[0]: expected an object, given the string \"x\"")]
    [InlineData("""{"inputs":[],"outputs":[{}]}""", "outputs[0]: expected the key 'name'")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"a"},{"name":"a"}]}""", "output 'a': expected each output once")]
    public async Task A_request_of_another_form(string body, string part)
    {
        await RefusedAsync(body, part);
    }

    [Theory]
    [InlineData("""{"shape":[1],"datatype":"FP32","data":[1]}""", "inputs[0]: expected the key 'name'")]
    [InlineData("""{"name":"x","datatype":"FP32","data":[1]}""", "input 'x': expected the key 'shape'")]
    [InlineData("""{"name":"x","shape":[1],"data":[1]}""", "input 'x': expected the key 'datatype'")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32"}""", "input 'x': expected the key 'data'")]
    [InlineData("""{"name":1,"shape":[1],"datatype":"FP32","data":[1]}""", "name of inputs[0]: expected a string, given 1")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FLOAT","data":[1]}""", "datatype of input 'x': expected BOOL, UINT8")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FLOAT","data":[1]}""", "given 'FLOAT'")]
    [InlineData("""{"name":"x","shape":[1],"datatype":32,"data":[1]}""", "datatype of input 'x': expected a string, given 32")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":1}""", "data of input 'x': expected an array, given 1")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":"AAAA"}""", "given the string \"AAAA\"")]
    [InlineData("""{"name":"x","name":"y","shape":[1],"datatype":"FP32","data":[1]}""", "input 'x': expected the key 'name' once")]
    [InlineData("""{"name":"x","shape":[1],"shape":[1],"datatype":"FP32","data":[1]}""", "input 'x': expected the key 'shape' once")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[1],"data":[1]}""", "input 'x': expected the key 'data' once")]
    public async Task An_input_of_another_form(string input, string part)
    {
        await RefusedAsync($$"""{"inputs":[{{input}}]}""", part);
    }

    [Fact]
    public async Task An_input_that_is_there_twice()
    {
        const string input = """{"name":"x","shape":[1],"datatype":"FP32","data":[1]}""";
        await RefusedAsync($$"""{"inputs":[{{input}},{{input}}]}""", "input 'x': expected each input once, given it twice");
    }

    [Fact]
    public async Task Text_that_is_not_UTF8()
    {
        var body = Encoding.Latin1.GetBytes("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["grün"]}]}""");
        using var response = await Gateway.Http.PostAsync("/v2/models/echo/infer", new ByteArrayContent(body), Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "input 'x' at element 0", "valid Unicode");
    }

    [Fact]
    public async Task Long_values_are_shortened_in_errors()
    {
        var text = await RefusedAsync(
            $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":["{{new string('a', 10_000)}}"]}]}""", "aaa…");
        Assert.InRange(text.Length, 1, 300);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task The_content_type_is_not_looked_at(string? type)
    {
        var content = new ByteArrayContent([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(GoodBody)]);
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Gateway.Http.PostAsync("/v2/models/echo/infer", content, Cancellation);
        await ReadAsync(response, HttpStatusCode.OK);
    }
}
