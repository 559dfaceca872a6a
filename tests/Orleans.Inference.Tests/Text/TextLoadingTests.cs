using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Inference.Models;
using Orleans.Inference.Tests.Models;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Text;

public sealed class TextLoadingTests
{
    [Fact]
    public async Task A_silo_without_texts_says_what_to_call()
    {
        var session = FakeSession.Floats(input => input);
        var loader = new ModelLoader([new FakeBackend(() => session)], Routes.Policies(), Options.Create(new InferenceOptions()), TimeProvider.System, NullLogger<ModelLoader>.Instance);
        var model = new ModelDefinition
        {
            Name = "m",
            Version = "1",
            Configuration = new() { Backend = FakeBackend.DefaultName, Text = new() { Tokenizer = new() { Kind = TokenizerKind.WordPiece } } },
        };

        var error = await Assert.ThrowsAsync<ModelLoadException>(() => loader.LoadAsync(model, FakeBackend.Cpu(), uses: null, TestContext.Current.CancellationToken));

        Assert.Contains("AddTextModels()", error.Message, StringComparison.Ordinal);
        Assert.True(session.IsDisposed);
    }
}
