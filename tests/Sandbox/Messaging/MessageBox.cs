namespace SnsOps.Sandbox.Messaging;

/// <summary>What people got. In memory: phones and mailboxes are nobody's rows.</summary>
internal sealed class MessageBox
{
    private readonly Lock _gate = new();
    private readonly List<TextMessage> _texts = [];
    private readonly List<SlackMessage> _slack = [];
    private readonly List<MailMessage> _mails = [];
    private readonly HashSet<string> _deadHooks = new(StringComparer.Ordinal);
    private int _last;

    public string NewId(string prefix) => $"{prefix}-{Interlocked.Increment(ref _last):D8}";

    public TextMessage[] Texts { get { lock (_gate) return [.. _texts]; } }

    public SlackMessage[] Slack { get { lock (_gate) return [.. _slack]; } }

    public MailMessage[] Mails { get { lock (_gate) return [.. _mails]; } }

    public void Add(TextMessage text)
    {
        lock (_gate)
            _texts.Add(text);
    }

    public void Add(SlackMessage message)
    {
        lock (_gate)
            _slack.Add(message);
    }

    public void Add(MailMessage mail)
    {
        lock (_gate)
            _mails.Add(mail);
    }

    /// <summary>Somebody removes the integration.</summary>
    public void KillHook(string path)
    {
        lock (_gate)
            _deadHooks.Add(path);
    }

    public bool IsDead(string path)
    {
        lock (_gate)
            return _deadHooks.Contains(path);
    }
}

/// <summary>A text message on its way to a phone, or on it.</summary>
internal sealed record TextMessage(string RequestId, string MessageId, string Type, string From, string To, string? Subject, string Content, DateTimeOffset RequestedAt);

/// <summary>A message in a channel.</summary>
internal sealed record SlackMessage(string Path, string Text, string Body, DateTimeOffset At);

/// <summary>A mail in a mailbox: the envelope and the bytes that came.</summary>
internal sealed record MailMessage(string From, string[] To, string Raw, bool Secure, DateTimeOffset At);
