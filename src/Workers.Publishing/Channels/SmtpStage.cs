using MailKit;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>How far a conversation with a mail server came. Keeps nothing of what was said.</summary>
internal sealed class SmtpStage : IProtocolLogger
{
    /// <summary>The text may have left: from here on a lost answer is a doubt.</summary>
    public bool TextBegun { get; private set; }

    /// <inheritdoc />
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count) =>
        TextBegun = TextBegun || buffer.AsSpan(offset, count) is var said && (said.StartsWith("DATA\r\n"u8) || said.StartsWith("BDAT "u8) || said.IndexOf("\r\nDATA\r\n"u8) >= 0);

    public void LogServer(byte[] buffer, int offset, int count)
    {
    }

    public void Dispose()
    {
    }
}
