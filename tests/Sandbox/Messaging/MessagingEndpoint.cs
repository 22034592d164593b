using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Messaging;

/// <summary>One thing that can be asked of what carries messages to people.</summary>
/// <param name="Name">What scripts call it, such as sens.send.</param>
/// <param name="Writes">Somebody gets a message by it.</param>
internal sealed record MessagingEndpoint(string Name, bool Writes) : IFaultTarget
{
    public static readonly MessagingEndpoint SensSend = new("sens.send", true), SensList = new("sens.list", false), SlackPost = new("slack.post", true), SmtpMessage = new("smtp.message", true);

    public static IReadOnlyCollection<MessagingEndpoint> All { get; } = [SensSend, SensList, SlackPost, SmtpMessage];

    public string? Scope => null;

    public bool IsGoogle => false;
}
