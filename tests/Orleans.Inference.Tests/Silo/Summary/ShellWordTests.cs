using System.Diagnostics;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Summary;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("@models/digits/request.json")]
    [InlineData("http://127.0.0.1:8000/v2")]
    public void A_plain_word_stays_plain(string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows quotes every word.");
        Assert.Equal(word, ShellWord.Of(word));
    }

    [Theory]
    [InlineData("it's here")]
    [InlineData("two  spaces")]
    [InlineData("$HOME `id` \"x\" \\ ; & | < > ( ) * ? [a] {b,c} ~ # !")]
    [InlineData("größe 五")]
    [InlineData("a\nb")]
    public async Task The_shell_gives_the_word_back(string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A POSIX shell is needed.");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf %s {ShellWord.Of(word)}"]) { RedirectStandardOutput = true })!;

        Assert.Equal(word, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
