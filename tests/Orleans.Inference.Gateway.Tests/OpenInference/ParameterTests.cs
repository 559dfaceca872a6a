namespace Orleans.Inference.Gateway.Tests;

public sealed class ParameterTests : GatewayTests
{
    private const string Inputs = """ "inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}] """;

    [Fact]
    public async Task Without_parameters_the_defaults_hold()
    {
        await InferAsync(GoodBody);
        var request = Client.Requests.Single();
        Assert.Null(request.Timeout);
        Assert.Equal(InferencePriority.Default, request.Priority);
        Assert.Empty(request.Outputs);
        Assert.Equal((null, null, null), (request.DispatchPolicy, request.AffinityKey, request.Hedge));
    }

    [Fact]
    public async Task The_choice_of_the_worker_is_the_callers()
    {
        await InferAsync($$"""{"parameters":{"dispatch_policy":"sticky","affinity_key":"ada","hedge":true},{{Inputs}}}""");
        var request = Client.Requests.Single();
        Assert.Equal(("sticky", "ada", true), (request.DispatchPolicy, request.AffinityKey, request.Hedge));
    }

    [Theory]
    [InlineData("dispatch_policy", "7", "a string")]
    [InlineData("affinity_key", "{}", "a string")]
    [InlineData("hedge", "\"yes\"", "true or false")]
    public async Task What_is_no_such_choice_is_refused(string parameter, string value, string expected) =>
        await RefusedAsync($$"""{"parameters":{"{{parameter}}":{{value}}},{{Inputs}}}""", parameter, expected);

    [Fact]
    public async Task The_timeout_is_in_microseconds()
    {
        await InferAsync($$"""{"parameters":{"timeout":1500},{{Inputs}}}""");
        Assert.Equal(TimeSpan.FromMilliseconds(1.5), Client.Requests.Single().Timeout);
    }

    [Fact]
    public async Task A_timeout_of_0_means_the_default()
    {
        await InferAsync($$"""{"parameters":{"timeout":0},{{Inputs}}}""");
        Assert.Null(Client.Requests.Single().Timeout);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("3600000001")]
    [InlineData("\"1000\"")]
    public async Task A_timeout_that_is_none_is_refused(string timeout)
    {
        await RefusedAsync(
            $$"""{"parameters":{"timeout":{{timeout}}},{{Inputs}}}""", "timeout", "microseconds", "from 0 to 3600000000", timeout);
    }

    [Theory]
    [InlineData(0, InferencePriority.Default)]
    [InlineData(1, InferencePriority.Interactive)]
    [InlineData(2, InferencePriority.Default)]
    [InlineData(3, InferencePriority.Bulk)]
    [InlineData(4294967295, InferencePriority.Bulk)]
    public async Task Priority_1_is_the_highest(long priority, InferencePriority expected)
    {
        await InferAsync($$"""{"parameters":{"priority":{{priority}}},{{Inputs}}}""");
        Assert.Equal(expected, Client.Requests.Single().Priority);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"high\"")]
    public async Task A_priority_that_is_none_is_refused(string priority)
    {
        await RefusedAsync($$"""{"parameters":{"priority":{{priority}}},{{Inputs}}}""", "priority", "an integer from 0", priority);
    }

    [Theory]
    [InlineData("sequence_id", "7")]
    [InlineData("sequence_id", "\"a\"")]
    [InlineData("sequence_start", "true")]
    [InlineData("sequence_end", "true")]
    public async Task Sequences_are_refused(string parameter, string value) =>
        await RefusedAsync($$"""{"parameters":{"{{parameter}}":{{value}}},{{Inputs}}}""", $"parameter '{parameter}'", "sequences are not supported");

    [Theory]
    [InlineData("sequence_id", "0")]
    [InlineData("sequence_id", "\"\"")]
    [InlineData("sequence_start", "false")]
    [InlineData("headers", """{"a":"b"}""")]
    [InlineData("triton_enable_empty_final_response", "true")]
    public async Task What_means_nothing_is_passed_over(string parameter, string value) =>
        await InferAsync($$"""{"parameters":{"{{parameter}}":{{value}}},{{Inputs}}}""");

    [Fact]
    public async Task Unknown_parameters_and_keys_are_passed_over()
    {
        await InferAsync("""
            {"extra":{"a":[1]},"parameters":{"mine":"x","more":{"deep":[{}]}},
            "inputs":[{"extra":[],"parameters":{"mine":1},"name":"x","shape":[1],"datatype":"FP32","data":[1]}],
            "outputs":[{"name":"x","extra":null,"parameters":{"mine":true,"binary_data":false}}]}
            """);
        Assert.Equal(["x"], Client.Requests.Single().Outputs);
    }

    [Fact]
    public async Task What_is_optional_may_be_null()
    {
        await InferAsync("""
            {"id":null,"parameters":null,"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":null,"data":[1]}],"outputs":null}
            """);
        await InferAsync("""
            {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"x","parameters":null}]}
            """);
    }

    [Fact]
    public async Task Keys_may_be_escaped()
    {
        await InferAsync("""{"inp\u0075ts":[{"n\u0061me":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");
        Assert.Equal("x", Client.Requests.Single().Inputs[0].Name);
    }

    [Fact]
    public async Task Outputs_are_asked_for_in_their_order()
    {
        await InferAsync($$"""{ {{Inputs}},"outputs":[{"name":"b"},{"name":"a"}]}""");
        Assert.Equal(["b", "a"], Client.Requests.Single().Outputs);
    }

    [Fact]
    public async Task The_id_is_repeated()
    {
        var answer = await InferAsync($$"""{"id":"a\"b",{{Inputs}}}""");
        Assert.Equal("a\"b", answer.GetProperty("id").GetString());
        Assert.False((await InferAsync(GoodBody)).TryGetProperty("id", out _));
    }
}
