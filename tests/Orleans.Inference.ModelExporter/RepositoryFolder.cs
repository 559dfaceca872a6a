namespace Orleans.Inference.ModelExporter;

/// <summary>Finds the repository that the files are written to, from the current folder upwards.</summary>
internal static class RepositoryFolder
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }

        throw new ExportException("Run the exporter inside the repository: no folder from here up has a Directory.Packages.props.");
    }
}
