namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>The client that OpenAI makes for JavaScript.</summary>
public sealed class CompletionNodeTests(NodeSdk node) : CompletionTests, IClassFixture<NodeSdk>
{
    [Fact]
    public async Task The_sdk_chats_streams_and_continues()
    {
        var output = await node.RunAsync(Gateway.Http.BaseAddress!, """
            const messages = [{ role: 'user', content: 'Hi' }];
            const answer = await client.chat.completions.create({ model: 'talker', messages });
            console.log(answer.choices[0].message.content, answer.usage.total_tokens);
            let text = '', usage;
            for await (const chunk of await client.chat.completions.create({ model: 'talker', messages, stream: true, stream_options: { include_usage: true } })) {
              text += chunk.choices[0]?.delta.content ?? '';
              usage = chunk.usage ?? usage;
            }
            console.log(text, usage.total_tokens);
            const whole = await client.chat.completions.stream({ model: 'talker', messages }).finalChatCompletion();
            console.log(whole.choices[0].message.content, whole.choices[0].finish_reason);
            const continued = await client.completions.create({ model: 'talker', prompt: 'Once' });
            console.log(continued.choices[0].text);
            text = '';
            for await (const chunk of await client.completions.create({ model: 'talker', prompt: 'Once', stream: true })) text += chunk.choices[0].text;
            console.log(text);
            """);

        Assert.Equal(["Hello, world 6", "Hello, world 6", "Hello, world stop", "Hello, world", "Hello, world"], output.Split('\n'));
    }

    [Fact]
    public async Task The_sdk_comes_back_and_understands_errors()
    {
        var isFull = true;
        Text.Generate = (request, _) =>
        {
            if (request.Model == "nothing") throw new ModelNotFoundException(request.Model, null, ["talker"]);
            if (!isFull) return TextStreams.Fail(new NoWorkerException("talker", "its worker was lost"), "Hel");
            isFull = false;
            throw new QueueFullException("talker", 8, TimeSpan.FromMilliseconds(20));
        };

        var output = await node.RunAsync(Gateway.Http.BaseAddress!, """
            const messages = [{ role: 'user', content: 'Hi' }];
            let text = '';
            try {
              for await (const chunk of await client.chat.completions.create({ model: 'talker', messages, stream: true })) text += chunk.choices[0].delta.content;
            } catch (error) { console.log(text, error.constructor.name, error.code); }
            try { await client.chat.completions.create({ model: 'nothing', messages }); }
            catch (error) { console.log(error.constructor.name, error.status, error.code, error.param, !!error.requestID); }
            """);

        Assert.Equal(["Hel APIError no_worker", "NotFoundError 404 model_not_found model true"], output.Split('\n'));
        Assert.Equal(3, Text.Texts.Count);
    }
}
