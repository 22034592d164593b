using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Messaging;

/// <summary>A mail server by other hands (SmtpServer), with STARTTLS and a certificate of its own: it keeps what it takes, refuses mailboxes that begin with "nobody", and fails as scripted.</summary>
internal sealed class MailServer(MessageBox box, FaultBook faults, IOptions<SandboxOptions> options) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2 _certificate = Certificate();
    private Task? _running;

    /// <summary>By which a client can know it.</summary>
    public string CertificateSha256 => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SmtpPort == 0)
            return Task.CompletedTask;
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(box, faults, _stopping.Token));
        services.Add(new Mailboxes());
        var server = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder().ServerName("mail.sandbox.test").Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, options.Value.SmtpPort)).Certificate(_certificate)).Build(), services);
        _running = server.StartAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_running is not null)
            await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);     // made in no time, unlike RSA's
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(5));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private sealed class Store(MessageBox box, FaultBook faults, CancellationToken stopping) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            var raw = Encoding.UTF8.GetString(buffer);
            string[] to = [.. transaction.To.Select(t => t.AsAddress())];
            var fault = faults.Take(MessagingEndpoint.SmtpMessage, f => f.Script.Match is not { Length: > 0 } match || raw.Contains(match, StringComparison.Ordinal) || to.Contains(match));
            if (fault?.Kind == FaultKind.ServerError)
                return new SmtpResponse((SmtpReplyCode)(fault.Script.Code ?? 451), "scripted");
            if (fault?.Kind is not (FaultKind.TimeoutBeforeEffect or FaultKind.Reset))
                box.Add(new MailMessage(transaction.From.AsAddress(), to, raw, context.Pipe.IsSecure, DateTimeOffset.UtcNow));
            switch (fault?.Kind)
            {
                case FaultKind.TimeoutBeforeEffect or FaultKind.CommitThenTimeout:
                    await Task.Delay(fault.Delay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
                case FaultKind.Reset or FaultKind.CommitThenReset:
                    (context.Pipe as IDisposable)?.Dispose();
                    break;
            }

            return SmtpResponse.Ok;
        }
    }

    private sealed class Mailboxes : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult(!to.User.StartsWith("nobody", StringComparison.Ordinal));
    }
}
