using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Summary;

public sealed class ExampleTests : IDisposable
{
    private const string Request = """{ "inputs": [{ "name": "image", "shape": [1, 1, 2, 2], "datatype": "FP32", "data": [0, 255, 255, 0] }] }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_request_of_the_repository_and_its_source_are_found()
    {
        var source = _folder.Write("project/models/digits/request.json", Request);
        var file = _folder.Write("project/bin/Release/net10.0/models/digits/request.json", Request);

        var example = Find("project/bin/Release/net10.0", "project/bin/Release/net10.0/models");

        Assert.Equal([file, source], example!.Files);
        Assert.Equal(["▄▀"], example.Scan!.Draw());
    }

    [Fact]
    public void A_source_that_has_changed_since_is_not_taken()
    {
        _folder.Write("project/models/digits/request.json", "{}");
        var file = _folder.Write("project/bin/models/digits/request.json", Request);

        Assert.Equal([file], Find("project/bin", "project/bin/models")!.Files);
    }

    [Fact]
    public void A_repository_elsewhere_has_no_source()
    {
        var file = _folder.Write("mine/digits/request.json", Request);
        _folder.Write("project/digits/request.json", Request);

        Assert.Equal([file], Find("project/bin", "mine")!.Files);
    }

    [Fact]
    public void There_is_none_without_the_model_or_the_file()
    {
        Assert.Null(Find("project", "mine"));
        _folder.Write("mine/digits/request.json", Request);
        Assert.Null(Example.Find(Path.Combine(_folder.Path, "mine"), _folder.Path, [Models.Named("iris")]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{ "inputs": [] }""")]
    [InlineData("""{ "inputs": [{ "shape": [1], "data": ["text"] }] }""")]
    [InlineData("""{ "inputs": [{ "shape": [0], "data": [] }] }""")]
    [InlineData("""{ "inputs": [{ "shape": [], "data": [] }] }""")]
    [InlineData("""{ "inputs": [{ "shape": [1, 3], "data": [1, 2] }] }""")]
    public void A_request_that_is_no_image_is_not_drawn(string request) =>
        Assert.Null(Scan.Read(_folder.Write("request.json", request)));

    private Example? Find(string program, string repository) =>
        Example.Find(Path.Combine(_folder.Path, repository), _folder.Create(program) + Path.DirectorySeparatorChar, [Models.Named("digits")]);
}
