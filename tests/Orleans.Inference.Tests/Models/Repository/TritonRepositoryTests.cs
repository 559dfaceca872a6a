using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models.Repository;

public sealed class TritonRepositoryTests : IDisposable
{
    private readonly TemporaryRepository _repository = new TemporaryRepository().With("digits/1");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Everything_that_has_a_meaning_here_is_taken_over()
    {
        _repository.With("digits/labels.txt", "zero\none\n\n");

        var entry = Read("""
            name: "digits"
            platform: "onnxruntime_onnx"
            default_model_filename: "net.onnx"
            max_batch_size: 16
            input [ { name: "image" data_type: TYPE_FP32 dims: [ 1, 28, -1 ] } ]
            output { name: "scores" data_type: TYPE_INT64 dims: 2 label_filename: "labels.txt" }
            version_policy { all {} }
            instance_group [ { count: 2 kind: KIND_GPU gpus: [ 0, 1 ] } ]
            dynamic_batching {
              preferred_batch_size: [ 8, 4 ]
              max_queue_delay_microseconds: 1500
              default_queue_policy { max_queue_size: 7 }
            }
            model_warmup { name: "w" batch_size: 3 inputs { key: "image" value { data_type: TYPE_FP32 dims: [ 1, 28, 5 ] random_data: true } } }
            """);

        var configuration = entry.Definition!.Configuration;
        Assert.Equal(("onnxruntime", "net.onnx", 16, 2), (configuration.Backend, configuration.ModelFile, configuration.MaxBatchSize, configuration.Instances));
        Assert.Equal([4, 8], configuration.PreferredBatchSizes);
        Assert.Equal((TimeSpan.FromMicroseconds(1500), 7), (configuration.MaxQueueDelay, configuration.MaxQueueLength));
        Assert.Equal(["cuda:0", "cuda:1"], configuration.Placement!.Devices);
        Assert.Equal(["zero", "one"], configuration.Labels["scores"]);
        Assert.Equal([3, 1, 28, 5], configuration.WarmUpShapes["image"]);
        Assert.Equal(VersionPolicy.All, configuration.Versions);
        Assert.Equal("Float32[?,1,28,?]", Assert.Single(entry.Definition.Declared!.Inputs).ToString());
        Assert.Equal("Int64[?,2]", Assert.Single(entry.Definition.Declared.Outputs).ToString());
        Assert.Empty(entry.Warning);
    }

    [Theory]
    [InlineData("max_batch_size: 0", 1)]
    [InlineData("max_batch_size: 8", 1)]
    [InlineData("max_batch_size: 8 dynamic_batching { }", 8)]
    [InlineData("max_batch_size: 0 dynamic_batching { }", 1)]
    [InlineData("", null)]
    public void Requests_are_gathered_only_where_the_file_says_so(string text, int? expected) => Assert.Equal(expected, Read(text).Definition!.Configuration.MaxBatchSize);

    [Theory]
    [InlineData("version_policy: { latest { num_versions: 2 } }", "latest 2")]
    [InlineData("version_policy: { specific { versions: [3, 1] } }", "1, 3")]
    [InlineData("", "latest")]
    public void Its_version_policy_is_taken_over(string text, string expected)
    {
        _repository.With("digits/config.pbtxt", text).With("digits/3");

        Assert.Equal(expected, _repository.Scan()[0].Definition!.Configuration.Versions.ToString());
    }

    [Theory]
    [InlineData("instance_group { kind: KIND_CPU }", 1, "cpu")]
    [InlineData("instance_group { count: 3 kind: KIND_GPU }", 3, "cuda")]
    [InlineData("instance_group [ { count: 1 kind: KIND_GPU gpus: 0 }, { count: 2 kind: KIND_GPU gpus: [0, 1] } ]", 3, "cuda:0,cuda:1")]
    [InlineData("instance_group { count: 2 }", 2, "")]
    public void Groups_of_instances_say_how_many_run_where(string text, int instances, string devices)
    {
        var configuration = Read(text).Definition!.Configuration;

        Assert.Equal(instances, configuration.Instances);
        Assert.Equal(devices, string.Join(',', configuration.Placement?.Devices ?? []));
    }

    [Fact]
    public void The_keys_of_a_model_json_win()
    {
        _repository.With("digits/model.json", """{ "MaxBatchSize": 4 }""").With("digits/1/model.json", """{ "Instances": 1 }""");

        var configuration = Read("max_batch_size: 8 dynamic_batching { max_queue_delay_microseconds: 100 } instance_group { count: 2 }").Definition!.Configuration;

        Assert.Equal((4, 1, TimeSpan.FromMicroseconds(100)), (configuration.MaxBatchSize, configuration.Instances, configuration.MaxQueueDelay));
    }

    [Fact]
    public void Fields_without_an_effect_are_all_named_in_one_warning_for_the_model()
    {
        _repository.With("digits/2");

        _repository.With("digits/config.pbtxt", """
            version_policy { all { } }
            sequence_batching { max_sequence_idle_microseconds: 5 }
            optimization { cuda { graphs: true } }
            parameters { key: "intra_op_thread_count" value: { string_value: "4" } }
            input { name: "x" format: FORMAT_NCHW }
            dynamic_batching { priority_levels: 2 }
            response_cache { enable: true }
            """);

        Assert.Equal(
            [
                "config.pbtxt of 'digits' has fields that are not supported and are ignored: dynamic_batching.priority_levels, input.format, "
                    + "optimization.cuda, parameters.intra_op_thread_count, sequence_batching, response_cache",
                "",
            ],
            _repository.Scan().Select(entry => entry.Warning));
    }

    [Theory]
    [InlineData("max_batch_size 8", "line 1, column 16: expected ':'")]
    [InlineData("\nmax_batch_size: \"8\"", "line 2, column 17: expected a whole number for 'max_batch_size', found '8'")]
    [InlineData("max_batch_size: -1", "line 1, column 17: expected a whole number from 0")]
    [InlineData("max_batch_size: 1 max_batch_size: 2", "line 1, column 35: expected one 'max_batch_size', found another")]
    [InlineData("name: \"words\"", "line 1, column 7: expected the name of the model's folder, 'digits', found 'words'")]
    [InlineData("backend: \"tensorrt\"", "line 1, column 10: expected the backend 'onnxruntime' or the platform 'onnxruntime_onnx', which are supported, found the backend 'tensorrt'")]
    [InlineData("platform: \"tensorrt_plan\"", "found the platform 'tensorrt_plan'")]
    [InlineData("input { name: \"x\" data_type: FP32 }", "expected one of TYPE_BOOL")]
    [InlineData("input { dims: 1 }", "expected the 'name'")]
    [InlineData("input: 3", "expected '{' after 'input'")]
    [InlineData("output { name: \"y\" label_filename: \"none.txt\" }", "expected a file of labels, but there is no")]
    [InlineData("output { name: \"y\" label_filename: \"../words/labels.txt\" }", "expected the name of a file in the model's folder")]
    [InlineData("max_batch_size: 2 dynamic_batching { preferred_batch_size: 4 }", "expected at most max_batch_size, 2")]
    [InlineData("instance_group { kind: KIND_TPU }", "expected one of KIND_AUTO")]
    [InlineData("version_policy { specific { } }", "expected the numbers of versions")]
    public void A_wrong_file_is_reported_with_the_place_and_the_others_are_served(string text, string expected)
    {
        _repository.With("digits/config.pbtxt", text).With("words/1");

        var entries = _repository.Scan();

        Assert.Null(entries[0].Definition);
        Assert.StartsWith(_repository.PathOf("digits/config.pbtxt"), entries[0].Reason, StringComparison.Ordinal);
        Assert.Contains(expected, entries[0].Reason, StringComparison.Ordinal);
        Assert.NotNull(entries[1].Definition);
    }

    [Fact]
    public void An_ensemble_is_a_pipeline()
    {
        var entry = Read("""
            platform: "ensemble"
            max_batch_size: 8
            input [ { name: "image" data_type: TYPE_FP32 dims: [ 4 ] }, { name: "mask" data_type: TYPE_FP32 dims: [ 4 ] } ]
            output [ { name: "scores" data_type: TYPE_FP32 dims: [ 2 ] } ]
            ensemble_scheduling {
              step [
                { model_name: "normalize" model_version: -1 input_map { key: "x" value: "image" } input_map { key: "m" value: "mask" } output_map { key: "y" value: "clean" } },
                { model_name: "classify" model_version: 3 input_map { key: "in" value: "clean" } output_map { key: "out" value: "scores" } }
              ]
            }
            """);

        var configuration = entry.Definition!.Configuration;
        Assert.Equal(["image", "mask"], configuration.Inputs);
        Assert.Equal(["scores"], configuration.Outputs);
        Assert.Collection(
            configuration.Steps,
            step =>
            {
                Assert.Equal(("normalize", null), (step.Model, step.Version));
                Assert.Equal(["m=mask", "x=image"], step.Inputs.Select(pair => $"{pair.Key}={pair.Value}").Order());
                Assert.Equal(["y=clean"], step.Outputs.Select(pair => $"{pair.Key}={pair.Value}"));
            },
            step => Assert.Equal(("classify", "3", "clean", "scores"), (step.Model, step.Version, step.Inputs["in"], step.Outputs["out"])));
        Assert.Equal("Float32[?,4]", entry.Definition.Declared!.Inputs[0].ToString());
        Assert.Empty(entry.Warning);
    }

    [Theory]
    [InlineData("""platform: "ensemble" """, "expected both or neither of the platform 'ensemble' and 'ensemble_scheduling'")]
    [InlineData("""ensemble_scheduling { step { model_name: "a" } }""", "expected both or neither of the platform 'ensemble' and 'ensemble_scheduling'")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { }""", "expected a 'step' in 'ensemble_scheduling'")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { step { model_version: 1 } }""", "expected the 'model_name' of the step")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { step { model_name: "a" } }""", "expected an 'input_map' of the step")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { step { model_name: "a" input_map { key: "x" } } }""", "expected 'key', the name that the model has for it, and 'value'")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { step { model_name: "a" input_map { key: "x" value: "y" } input_map { key: "x" value: "z" } } }""", "found 'x' again")]
    [InlineData("""platform: "ensemble" ensemble_scheduling { step { model_name: "a" input_map { key: "x" value: "y" } output_map { key: "x" value: "y" } model_version: -2 } }""", "found -2")]
    public void A_wrong_ensemble_is_reported_with_the_place(string text, string expected)
    {
        var entry = Assert.Single(_repository.With("digits/config.pbtxt", text).Scan());

        Assert.Null(entry.Definition);
        Assert.StartsWith($"{_repository.PathOf("digits/config.pbtxt")}, line 1, column ", entry.Reason, StringComparison.Ordinal);
        Assert.Contains(expected, entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_say_how_an_ensemble_itself_runs_have_no_effect_and_are_named() => Assert.Equal(
        "config.pbtxt of 'digits' has fields that are not supported and are ignored: ensemble_scheduling.step.model_namespace, instance_group",
        Read("""
            platform: "ensemble"
            instance_group { count: 2 }
            ensemble_scheduling { step { model_name: "a" model_namespace: "n" input_map { key: "x" value: "x" } output_map { key: "y" value: "y" } } }
            """).Warning);

    [Theory]
    [InlineData("Float32[?,4]", "Float32[batch,4]", true)]
    [InlineData("Float32[?,4]", "Float32[batch,length]", true)]
    [InlineData("Float32[?,4]", "Float32[batch,5]", false)]
    [InlineData("Float32[?,4]", "Float64[batch,4]", false)]
    [InlineData("Float32[?,4]", "Float32[batch,4,1]", false)]
    public void What_it_declares_is_compared_with_the_model(string declared, string actual, bool agrees)
    {
        var spec = Specs.Of($"x {declared}")[0];
        var tensor = new DeclaredTensor("x") { ElementType = spec.ElementType, Shape = [.. spec.Shape.Select(dimension => dimension.Size)] };
        var signature = new DeclaredSignature("config.pbtxt", [tensor], []);

        var exception = Record.Exception(() => signature.Check(Specs.Of($"x {actual}"), []));

        Assert.Equal(agrees ? null : $"config.pbtxt says that the input 'x' is {declared}; in the model it is {actual}", exception?.Message);
    }

    private ModelRepositoryEntry Read(string text)
    {
        var entry = Assert.Single(_repository.With("digits/config.pbtxt", text).Scan());
        Assert.Empty(entry.Reason);
        return entry;
    }
}
