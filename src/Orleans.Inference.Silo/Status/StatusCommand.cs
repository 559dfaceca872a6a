using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Start;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Silo.Status;

/// <summary>Asks a running silo what it knows of the cluster, and prints it.</summary>
internal static class StatusCommand
{
    public const string Path = "/inference/cluster";

    /// <summary>Has the key, which others could read on a command line.</summary>
    public const string ApiKeyVariable = "INFERENCE_API_KEY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="SettingsException">An option is wrong.</exception>
    /// <exception cref="StartException">Nobody answers, or not as a silo does.</exception>
    public static async Task RunAsync(CommandLine commandLine, TextWriter output)
    {
        var address = StatusAddress.Of(commandLine, Environment.GetEnvironmentVariables(), Environment.CurrentDirectory, AppContext.BaseDirectory);
        await output.WriteAsync(StatusText.Of(await AskAsync(address), new Ink(Ink.IsWanted)));
    }

    private static async Task<ClusterView> AskAsync(Uri address)
    {
        using HttpClient http = new() { BaseAddress = address, Timeout = Patience };
        if (Environment.GetEnvironmentVariable(ApiKeyVariable) is { Length: > 0 } key) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        try
        {
            using var response = await http.GetAsync(new Uri(Path, UriKind.Relative));
            if (response.IsSuccessStatusCode && await ReadAsync(response, ClusterViewJson.Default.ClusterView) is { } cluster) return cluster;
            var error = response.IsSuccessStatusCode ? null : (await ReadAsync(response, ClusterViewJson.Default.ErrorView))?.Error;
            throw new StartException(
                error is null ? $"What answers at {address} is no silo: {Path} gave status {(int)response.StatusCode}." : $"The silo at {address} says: {error}");
        }
        catch (HttpRequestException exception)
        {
            throw new StartException($"No silo answers at {address}: {exception.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
        catch (OperationCanceledException)
        {
            throw new StartException($"No silo answers at {address}: there was no answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
