using System.Collections.Immutable;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Makes a prompt of a chat, by the template of the worker that is to answer it.</summary>
internal static class ChatRendering
{
    /// <summary>Stands in a prompt for an image.</summary>
    private const string ImageMark = "$$<image>$$";

    private const string System = "system", User = "user", Assistant = "assistant";

    /// <exception cref="InvalidInputException">A message has a role that such templates do not know, or an image that cannot be passed on.</exception>
    public static RenderedPrompt Render(TextRequest request, ConversationTemplate template)
    {
        var conversation = template.Conversation;
        var turns = conversation.Turns.ToBuilder();
        List<string> system = [];
        List<string> images = [];
        foreach (var message in request.Messages)
        {
            switch (message.Role)
            {
                case System:
                    system.Add(message.Text);
                    break;
                case User:
                    turns.Add(new(conversation.User, TextOf(message, images)));
                    break;
                case Assistant:
                    turns.Add(new(conversation.Assistant, TextOf(message, images)));
                    break;
                default:
                    throw new InvalidInputException("role", $"{System}, {User} or {Assistant}", message.Role);
            }
        }

        turns.Add(new(conversation.Assistant, null));
        var said = system.Count > 0 ? string.Join('\n', system) : conversation.SystemMessage;
        var prompt = PromptStyles.Render(conversation with
        {
            SystemMessage = said,
            System = template.SystemFrame.Replace(ConversationTemplate.SystemMark, said, StringComparison.Ordinal),
            Turns = turns.DrainToImmutable(),
        });
        return new(prompt + request.Continuation, [.. request.Stop.Concat(conversation.Stop).Distinct()], [.. request.StopTokens.Concat(conversation.StopTokens).Distinct()], [.. images]);
    }

    private static string TextOf(ChatMessage message, List<string> images)
    {
        var before = images.Count;
        images.AddRange(ImageSources.Of(message.Parts.Where(static part => part.Image is not null).Select(static part => part.Image!).ToImmutableArray()));
        return images.Count == before ? message.Text : string.Concat(Enumerable.Repeat(ImageMark, images.Count - before)) + message.Text;
    }
}
