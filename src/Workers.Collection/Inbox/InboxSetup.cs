namespace SnsOps.Workers.Collection.Inbox;

/// <summary>Wires what all who bring comments share.</summary>
internal static class InboxSetup
{
    /// <summary>Adds <see cref="CommentStore"/>.</summary>
    public static WebApplicationBuilder AddInbox(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CommentStore>();
        return builder;
    }
}
