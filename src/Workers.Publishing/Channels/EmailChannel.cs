using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>E-mail by SMTP. Nothing can be looked up afterwards, so what got no answer after its text left stays unknown and is not sent again.</summary>
internal sealed class EmailChannel(SmtpOptions options, MailWriter writer, ExternalCallChain chain) : IDeliveryChannel
{
    private static readonly TimeSpan ClosedPause = TimeSpan.FromSeconds(30);

    public string Name => "email";

    public Letter Fit(Letter letter) => letter;

    public async Task<(Outcome Outcome, string? Response)> SendAsync(Letter letter, CancellationToken ct)
    {
        if (options.Host.Length == 0)
            return (new Outcome.Rejected("smtp.not_configured", "메일 서버가 설정되지 않아 이메일을 보낼 수 없습니다. 관리자에게 알려 주세요."), null);
        MimeMessage written;
        try
        {
            written = await writer.WriteAsync(letter, ct);
        }
        catch (Exception e)
        {
            // Whatever kept it from being written, such as the store that has its attachment: nothing has been sent.
            return (new Outcome.TryLater("smtp.not_written", $"첨부 파일을 읽지 못해 메일을 쓰지 못했습니다({e.GetType().Name})."), null);
        }

        using var message = written;
        var call = new ExternalCall(
            "smtp:" + options.Host, "smtp.send", "SEND", CallPriority.Publishing, MayRetry: false, ConnectedAccount.Nobody(letter.ClientId), []);
        return await chain.RunAsync(call, token => TryAsync(message, letter, token),
            held => (new Outcome.TryLater("held_back", "메일 서버가 응답하지 않아 잠시 기다립니다.", held.Wait, Burns: false), null), ct);
    }

    private async Task<CallResult<(Outcome, string?)>> TryAsync(MimeMessage message, Letter letter, CancellationToken ct)
    {
        using var stage = new SmtpStage();
        using var smtp = new SmtpClient(stage) { Timeout = (int)TimeSpan.FromSeconds(options.TimeoutSeconds).TotalMilliseconds, CheckCertificateRevocation = false };
        if (options.CertificateSha256.Length > 0)
            smtp.ServerCertificateValidationCallback = (_, certificate, _, errors) => errors == System.Net.Security.SslPolicyErrors.None || IsKnown(certificate);
        try
        {
            await smtp.ConnectAsync(options.Host, options.Port, Security, ct);
            if (options.User.Length > 0)
                await smtp.AuthenticateAsync(options.User, options.Password, ct);
            var answer = await smtp.SendAsync(message, MailboxAddress.Parse(options.From), [MailboxAddress.Parse(letter.Recipient)], ct);
            await LeaveAsync(smtp);
            return new CallResult<(Outcome, string?)>((new Outcome.Published(message.MessageId), answer), CallVerdict.Answered, 250, null, null, []);
        }
        catch (SmtpCommandException e)
        {
            return Refused(e);
        }
        catch (Exception e) when (e is AuthenticationException or ServiceNotAuthenticatedException or SslHandshakeException or SocketException or IOException or ProtocolException or ServiceNotConnectedException
            or NotSupportedException or TimeoutException or OperationCanceledException)
        {
            return Lost(e, stage.TextBegun, ct);
        }
    }

    /// <summary>RFC 5321: 4yz passes, 5yz does not.</summary>
    private static CallResult<(Outcome, string?)> Refused(SmtpCommandException e)
    {
        var status = (int)e.StatusCode;
        Outcome outcome = status is >= 400 and < 500
            ? new Outcome.TryLater($"smtp.{status}", $"메일 서버가 나중에 다시 보내라고 했습니다({status}).")
            : e.ErrorCode == SmtpErrorCode.RecipientNotAccepted
                ? new Outcome.Rejected("smtp.bounced", $"받는 주소로 보낼 수 없다고 메일 서버가 답했습니다({status}). 주소를 확인하세요.")
                : new Outcome.Rejected($"smtp.{status}", $"메일 서버가 받지 않았습니다({status}).");
        return new CallResult<(Outcome, string?)>((outcome, e.Message), CallVerdict.Answered, status, $"smtp.{status}", null, []);
    }

    private static CallResult<(Outcome, string?)> Lost(Exception e, bool textBegun, CancellationToken ct)
    {
        if (e is OperationCanceledException && ct.IsCancellationRequested && !textBegun)
            return Failed(new Outcome.TryLater("not_sent", "정해진 시간 안에 메일 서버에 닿지 못했습니다.", ClosedPause, Burns: false), "deadline");
        return textBegun
            ? Failed(new Outcome.Unknown("no_answer", "메일을 보냈지만 메일 서버의 답을 받지 못했습니다. 도착했을 수 있어 다시 보내지 않습니다."), e.GetType().Name)
            : e is NotSupportedException
                ? Failed(new Outcome.TryLater("smtp.unsupported", "메일 서버가 필요한 기능(STARTTLS 등)을 지원하지 않습니다. 관리자에게 알려 주세요."), "unsupported")
            : e is AuthenticationException or ServiceNotAuthenticatedException
                ? Failed(new Outcome.TryLater("smtp.sign_in", "메일 서버에 로그인할 수 없습니다. 관리자에게 알려 주세요."), "sign_in")
                : Failed(new Outcome.TryLater("not_sent", "메일 서버에 연결하지 못했습니다.", ClosedPause, Burns: false), e.GetType().Name);
    }

    private static CallResult<(Outcome, string?)> Failed(Outcome outcome, string error) => new((outcome, null), CallVerdict.Failed, null, error, null, []);

    /// <summary>It was accepted: whether the farewell arrives is of no matter.</summary>
    private static async Task LeaveAsync(SmtpClient smtp)
    {
        try
        {
            await smtp.DisconnectAsync(true, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or OperationCanceledException or TimeoutException)
        {
            // gone already
        }
    }

    private SecureSocketOptions Security => options.Security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private bool IsKnown(X509Certificate? certificate) =>
        certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), Convert.FromHexString(options.CertificateSha256));
}
