namespace Orleans.Inference;

/// <summary>How a silo follows its folder of models.</summary>
public enum RepositoryMode
{
    /// <summary>What is there at the start is served.</summary>
    None,

    /// <summary>The folder is looked at again and again: models come, change and go with their files.</summary>
    Poll,

    /// <summary>Models are loaded and unloaded when somebody asks for it.</summary>
    Explicit,
}
