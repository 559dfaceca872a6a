namespace Orleans.Inference.Tests.Models;

public sealed class ModelConfigurationTests : IDisposable
{
    private readonly TemporaryRepository _repository = new TemporaryRepository().With("digits/1");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Without_a_file_everything_has_its_default()
    {
        var configuration = Read();

        Assert.Equal("onnxruntime", configuration.Backend);
        Assert.Null(configuration.MaxBatchSize);
        Assert.Null(configuration.Instances);
        Assert.Empty(configuration.Labels);
        Assert.Empty(configuration.WarmUpShapes);
        Assert.Equal(VersionPolicy.Latest(), configuration.Versions);
        Assert.Equal((null, null, null), (configuration.OnDemand, configuration.IdleTimeout, configuration.LoadTimeout));
        Assert.Equal((null, null, null), (configuration.MinReplicas, configuration.MaxReplicas, configuration.MemoryBytes));
        Assert.Null(configuration.Placement);
    }

    [Fact]
    public void Every_key_is_read()
    {
        _repository.With("digits/model.json", """
            {
              // comments and trailing commas are fine
              "Backend": "code",
              "MaxBatchSize": 8,
              "Instances": 2,
              "Labels": { "scores": ["zero", "one"] },
              "WarmUpShapes": { "image": [1, 28, 28] },
              "ModelFile": "net.onnx",
              "Versions": "latest 2",
              "OnDemand": true,
              "IdleTimeout": "00:01:00",
              "LoadTimeout": "00:02:00",
              "MinReplicas": 0,
              "MaxReplicas": 3,
              "MemoryBytes": 1000000,
              "Placement": { "Labels": { "zone": "north" }, "Devices": ["cuda", "cpu:1"] },
            }
            """);

        var configuration = Read();

        Assert.Equal(("code", 8, 2), (configuration.Backend, configuration.MaxBatchSize, configuration.Instances));
        Assert.Equal(["zero", "one"], configuration.Labels["scores"]);
        Assert.Equal([1, 28, 28], configuration.WarmUpShapes["image"]);
        Assert.Equal(("net.onnx", VersionPolicy.Latest(2), true), (configuration.ModelFile, configuration.Versions, configuration.OnDemand));
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)), (configuration.IdleTimeout, configuration.LoadTimeout));
        Assert.Equal((0, 3, 1_000_000), (configuration.MinReplicas, configuration.MaxReplicas, configuration.MemoryBytes));
        Assert.Equal("north", configuration.Placement!.Labels["zone"]);
        Assert.Equal(["cuda", "cpu:1"], configuration.Placement.Devices);
    }

    [Fact]
    public void The_keys_of_a_version_take_the_place_of_the_models()
    {
        _repository
            .With("digits/model.json", """{ "MaxBatchSize": 8, "Instances": 2, "Labels": { "scores": ["a"], "other": ["b"] } }""")
            .With("digits/1/model.json", """{ "MaxBatchSize": 16, "Labels": { "scores": ["c"] } }""");

        var configuration = Read();

        Assert.Equal((16, 2), (configuration.MaxBatchSize, configuration.Instances));
        Assert.Equal("scores", Assert.Single(configuration.Labels.Keys)); // a key is replaced whole
        Assert.Equal(["c"], configuration.Labels["scores"]);
    }

    [Fact]
    public void The_keys_of_another_version_are_not_looked_at()
    {
        _repository.With("digits/0/model.json", """{ "MaxBatchSize": 4 }""");

        Assert.Null(Read().MaxBatchSize);
    }

    [Fact]
    public void A_version_can_take_back_what_the_model_says()
    {
        _repository.With("digits/model.json", """{ "MaxBatchSize": 8 }""").With("digits/1/model.json", """{ "MaxBatchSize": null }""");

        Assert.Null(Read().MaxBatchSize);
    }

    [Theory]
    [InlineData("""{ "MaxBatchSize": 8""", "model.json is wrong")]
    [InlineData("", "model.json is wrong")]
    [InlineData("[]", "expected an object")]
    [InlineData("null", "expected an object")]
    [InlineData("""{ "MaxBatch": 8 }""", "'MaxBatch'")]
    [InlineData("""{ "maxBatchSize": 8 }""", "'maxBatchSize'")]
    [InlineData("""{ "MaxBatchSize": "many" }""", "$.MaxBatchSize")]
    [InlineData("""{ "MaxBatchSize": 1.5 }""", "$.MaxBatchSize")]
    [InlineData("""{ "MaxBatchSize": 99999999999 }""", "$.MaxBatchSize")]
    [InlineData("""{ "MaxBatchSize": 0 }""", "MaxBatchSize is 0, it must be at least 1")]
    [InlineData("""{ "MaxBatchSize": -5 }""", "MaxBatchSize is -5")]
    [InlineData("""{ "Instances": 0 }""", "Instances is 0, it must be at least 1")]
    [InlineData("""{ "Backend": null }""", "Backend")]
    [InlineData("""{ "ModelFile": "../2/model.onnx" }""", "ModelFile is '../2/model.onnx', it must be the name of a file in the version's folder")]
    [InlineData("""{ "ModelFile": "/model.onnx" }""", "ModelFile is '/model.onnx'")]
    [InlineData("""{ "Versions": "newest" }""", "Versions is 'newest', it must be \"latest\"")]
    [InlineData("""{ "Versions": "latest 0" }""", "Versions is 'latest 0'")]
    [InlineData("""{ "Versions": 2 }""", "Versions is wrong, it must be")]
    [InlineData("""{ "Versions": [] }""", "Versions is empty")]
    [InlineData("""{ "Versions": ["v1"] }""", "Versions has 'v1', a version must be a number")]
    [InlineData("""{ "Versions": [1] }""", "Versions has something that is no text")]
    [InlineData("""{ "OnDemand": "yes" }""", "$.OnDemand")]
    [InlineData("""{ "IdleTimeout": "00:00:00" }""", "IdleTimeout is 00:00:00, it must be more than 00:00:00")]
    [InlineData("""{ "LoadTimeout": "-00:00:01" }""", "LoadTimeout is -00:00:01")]
    [InlineData("""{ "MinReplicas": -1 }""", "MinReplicas is -1, it must be at least 0")]
    [InlineData("""{ "MaxReplicas": 0 }""", "MaxReplicas is 0, it must be at least 1")]
    [InlineData("""{ "MinReplicas": 3, "MaxReplicas": 2 }""", "MinReplicas is 3, it must be at most MaxReplicas, which is 2")]
    [InlineData("""{ "MemoryBytes": 0 }""", "MemoryBytes is 0, it must be at least 1")]
    [InlineData("""{ "Placement": { "Devices": ["gpu"] } }""", "Placement.Devices has 'gpu', allowed are cpu, cuda, cpu:N and cuda:N")]
    [InlineData("""{ "Placement": { "Zone": "north" } }""", "'Zone'")]
    [InlineData("""{ "Labels": null }""", "Labels")]
    [InlineData("""{ "Labels": { "scores": null } }""", "$.Labels.scores")]
    [InlineData("""{ "Labels": { "scores": [1] } }""", "$.Labels.scores[0]")]
    [InlineData("""{ "WarmUpShapes": { "image": ["x"] } }""", "$.WarmUpShapes.image[0]")]
    [InlineData("""{ "Instances": 1, "Instances": 2 }""", "Instances")]
    public void A_wrong_file_is_reported_with_its_name_and_what_is_wrong_and_the_others_are_served(string json, string expected)
    {
        _repository.With("digits/model.json", json).With("words/1");

        var entries = _repository.Scan();

        Assert.Equal(["digits", "words"], entries.Select(entry => entry.Name));
        Assert.Null(entries[0].Definition);
        Assert.Equal("1", entries[0].Version);
        Assert.Contains(_repository.PathOf("digits/model.json"), entries[0].Reason, StringComparison.Ordinal);
        Assert.Contains(expected, entries[0].Reason, StringComparison.Ordinal);
        Assert.NotNull(entries[1].Definition);
    }

    [Fact]
    public void A_wrong_file_of_a_version_is_the_one_that_is_named()
    {
        _repository.With("digits/model.json", """{ "MaxBatchSize": 8 }""").With("digits/1/model.json", """{ "MaxBatchSize": 0 }""");

        Assert.Contains(_repository.PathOf("digits/1/model.json"), _repository.Scan()[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_reported_and_the_others_are_served()
    {
        foreach (var file in new byte[][] { [0xFF, 0xFE, 0x00], [0x00, 0x01], [.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8] })
        {
            var entries = _repository.With("digits/model.json", file).With("words/1").Scan();

            Assert.Null(entries[0].Definition);
            Assert.Contains(_repository.PathOf("digits/model.json"), entries[0].Reason, StringComparison.Ordinal);
            Assert.NotNull(entries[1].Definition);
        }
    }

    [Fact]
    public void A_file_that_an_editor_began_with_a_byte_order_mark_is_read()
    {
        _repository.With("digits/model.json", [0xEF, 0xBB, 0xBF, .. """{ "MaxBatchSize": 8 }"""u8]);

        Assert.Equal(8, Read().MaxBatchSize);
    }

    private ModelConfiguration Read()
    {
        var entry = Assert.Single(_repository.Scan());
        Assert.Empty(entry.Reason);
        return entry.Definition!.Configuration;
    }
}
