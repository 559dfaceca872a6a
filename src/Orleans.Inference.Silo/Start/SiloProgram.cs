using Microsoft.Extensions.Options;
using Orleans.Inference.Devices;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Keys;
using Orleans.Inference.Silo.Status;

namespace Orleans.Inference.Silo.Start;

/// <summary>The program: what it prints when it cannot start, and its exit code.</summary>
internal static class SiloProgram
{
    private const int StartFailed = 1;

    /// <summary><c>EX_CONFIG</c> of sysexits.h, by which a supervisor can tell that trying again is no use.</summary>
    private const int SettingsRefused = 78;

    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where the summary goes.</param>
    /// <param name="errors">Where it says why it cannot start.</param>
    /// <param name="compose">What a test adds to the silo.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, Action<ISiloBuilder>? compose = null)
    {
        try
        {
            var commandLine = CommandLine.Parse(arguments);
            if (commandLine.Help || commandLine.Version)
            {
                await output.WriteLineAsync(commandLine.Help ? Usage.Text : Usage.Version);
                return 0;
            }

            if (commandLine.Role == Role.Status)
            {
                await StatusCommand.RunAsync(commandLine, output);
                return 0;
            }

            if (commandLine.Role == Role.Key)
            {
                await KeyCommand.RunAsync(output);
                return 0;
            }

            var settings = SiloSettings.Load(
                commandLine, Environment.GetEnvironmentVariables(), Environment.CurrentDirectory, AppContext.BaseDirectory);
            ListeningPorts.Check(settings);
            await MembershipStore.CheckAsync(settings);
            if (ListeningPorts.Awaited(settings) is { } awaited) await output.WriteLineAsync(awaited);
            await using var app = SiloApplication.Build(settings, output, compose);
            Validate(app, settings);
            SiloApplication.MapGrpc(app, settings);
            await RunAsync(app);
            return 0;
        }
        catch (SettingsException exception)
        {
            foreach (var problem in exception.Problems) await errors.WriteLineAsync(problem);
            return SettingsRefused;
        }
        catch (StartException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return StartFailed;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        var lifetime = app.Lifetime;
        try
        {
            // Before the host starts, which would log that a device has another owner with its stack trace.
            app.Services.GetRequiredService<DeviceHost>().Open();
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was starting: that is no failure.
        }
        catch (Exception exception)
        {
            // The host, once it starts, logs it in full.
            var what = lifetime.ApplicationStarted.IsCancellationRequested ? "The silo failed" : "The silo could not start";
            throw new StartException($"{what}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Runs the validators of all options before the host does: the host would log a failure with its stack trace.</summary>
    private static void Validate(WebApplication app, SiloSettings settings)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException exception)
        {
            throw new SettingsException([.. exception.Failures.Select(settings.Locate)]);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            throw new SettingsException(
                [.. exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures).Select(settings.Locate)]);
        }
    }
}
