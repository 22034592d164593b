namespace SnsOps.Sandbox.Messaging;

/// <summary>What tests ask of phones, channels and mailboxes.</summary>
internal static class MessagingControl
{
    public static void MapMessages(this IEndpointRouteBuilder control)
    {
        control.MapGet("/sms", (MessageBox box) => TypedResults.Ok(new TextMessages(box.Texts)));
        control.MapGet("/slack", (MessageBox box) => TypedResults.Ok(new SlackMessages(box.Slack)));
        control.MapGet("/mails", (MessageBox box) => TypedResults.Ok(new MailMessages(box.Mails)));
        control.MapPost("/slack/dead", (DeadHook hook, MessageBox box) =>
        {
            box.KillHook(hook.Path);
            return TypedResults.NoContent();
        });
    }
}

internal sealed record TextMessages(TextMessage[] Messages);

internal sealed record SlackMessages(SlackMessage[] Messages);

internal sealed record MailMessages(MailMessage[] Messages);

/// <summary>A hook whose integration is taken away.</summary>
internal sealed record DeadHook(string Path);
