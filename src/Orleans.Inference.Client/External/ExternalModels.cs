namespace Orleans.Inference.External;

/// <summary>How the models of external workers are named and described.</summary>
internal static class ExternalModels
{
    /// <summary>Their version. Models of our own begin at 1 and come first, so that nobody who registers a worker takes the name of one from it.</summary>
    public const string Version = "0";

    public const string Platform = "fastchat";
}
