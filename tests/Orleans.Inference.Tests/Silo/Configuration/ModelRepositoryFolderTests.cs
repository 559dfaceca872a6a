namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>A relative path starts where it was written: in the file's folder, or in the working directory.</summary>
public sealed class ModelRepositoryFolderTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void The_default_lies_beside_the_program() =>
        Assert.Equal(Path.Combine(_launch.ProgramFolder, "models"), _launch.Load().ModelRepository);

    [Fact]
    public void In_the_file_it_starts_in_the_files_folder()
    {
        var models = _launch.Create("etc/mine");
        var file = _launch.Write("etc/silo.json", """{ "Inference": { "ModelRepository": "mine" } }""");

        Assert.Equal(models, _launch.Load("--config", file).ModelRepository);
    }

    [Fact]
    public void On_the_command_line_and_in_the_environment_it_starts_in_the_working_directory()
    {
        var models = _launch.Create("work/mine");
        var file = _launch.Write("etc/silo.json", """{ "Inference": { "ModelRepository": "no/such" } }""");

        Assert.Equal(models, _launch.Load("--config", file, "--Inference:ModelRepository", "mine").ModelRepository);
        _launch.Environment["Inference__ModelRepository"] = "./mine/../mine";
        Assert.Equal(models, _launch.Load("--config", file).ModelRepository);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named_in_full()
    {
        var file = _launch.Write("etc/silo.json", """{ "Inference": { "ModelRepository": "mine" } }""");

        var line = _launch.Refuse("--config", file);

        Assert.Contains("etc/silo.json: Inference:ModelRepository is \"mine\"", line, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Path.GetDirectoryName(file)!, "mine"), line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder() =>
        Assert.Contains("no folder", _launch.Refuse("--Inference:ModelRepository", _launch.Write("work/model.onnx")), StringComparison.Ordinal);
}
