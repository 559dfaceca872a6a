using System.Collections.Immutable;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Routing;

public sealed class ErrorsOnTheWireTests
{
    [Fact]
    public void A_deadline_that_passed_arrives_as_it_was()
    {
        var error = Arrive(new DeadlineExceededException("digits", TimeSpan.FromMilliseconds(250)));

        Assert.Equal(("digits", TimeSpan.FromMilliseconds(250)), (error.Model, error.Timeout));
        Assert.Contains("within 250 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_arrives_as_it_was()
    {
        var error = Arrive(new ExecutionFailedException("digits", "node Conv_1 overflowed"));

        Assert.Equal(("digits", "node Conv_1 overflowed"), (error.Model, error.Reason));
        Assert.Contains("node Conv_1 overflowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_input_arrives_as_it_was()
    {
        var error = Arrive(new InvalidInputException("input 'image'", "Float32[batch,1,28,28]", "Float32[28,28]"));

        Assert.Equal(("input 'image'", "Float32[batch,1,28,28]", "Float32[28,28]"), (error.Subject, error.Expected, error.Given));
        Assert.Equal("Invalid input 'image': expected Float32[batch,1,28,28], given Float32[28,28].", error.Message);
    }

    [Theory]
    [InlineData(null, new[] { "digits", "words" })]
    [InlineData("7", new[] { "1", "2" })]
    [InlineData(null, new string[0])]
    public void A_model_that_is_not_there_arrives_as_it_was(string? version, string[] available)
    {
        var error = Arrive(new ModelNotFoundException("digit", version, [.. available]));

        Assert.Equal(("digit", version), (error.Model, error.Version));
        Assert.Equal(available, error.Available);
        Assert.Contains(available is [] ? "none at all" : string.Join(", ", available), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_worker_arrives_as_it_was()
    {
        var error = Arrive(new NoWorkerException("digits", "it is being loaded", ["faces", "words"]));

        Assert.Equal(("digits", "it is being loaded"), (error.Model, error.Reason));
        Assert.Equal(["faces", "words"], error.Available);
        Assert.EndsWith("Served are: faces, words.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_is_given_back_arrives_as_it_was() => Arrive(new MovedException("digits"));

    [Fact]
    public void A_full_queue_arrives_as_it_was()
    {
        var error = Arrive(new QueueFullException("digits", 1024, TimeSpan.FromMilliseconds(37.5)));

        Assert.Equal(("digits", 1024, TimeSpan.FromMilliseconds(37.5)), (error.Model, error.Limit, error.RetryAfter));
    }

    [Fact]
    public void A_malformed_tensor_arrives_as_it_was() => Arrive(new MalformedTensorException("A tensor cannot be read: 14 is no element type."));

    [Fact]
    public void There_is_no_error_but_these()
    {
        var errors = typeof(InferenceException).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAbstract);

        Assert.Equal(
            ImmutableSortedSet.Create(
                StringComparer.Ordinal,
                nameof(DeadlineExceededException),
                nameof(ExecutionFailedException),
                nameof(InvalidInputException),
                nameof(MalformedTensorException),
                nameof(ModelNotFoundException),
                nameof(MovedException),
                nameof(NoWorkerException),
                nameof(QueueFullException)),
            [.. errors.Select(error => error.Name).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Sends the error as Orleans sends the errors of calls: as an exception of any type.</summary>
    private static T Arrive<T>(T error)
        where T : Exception
    {
        var arrived = Assert.IsType<T>(Wire.RoundTrip<Exception>(Thrown(error)));
        Assert.Equal(error.Message, arrived.Message);
        Assert.NotNull(arrived.StackTrace);
        return arrived;
    }

    private static T Thrown<T>(T error)
        where T : Exception
    {
        try
        {
            throw error;
        }
        catch (T thrown)
        {
            return thrown;
        }
    }
}
