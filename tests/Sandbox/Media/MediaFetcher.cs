using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace SnsOps.Sandbox.Media;

/// <summary>What came of a media URL.</summary>
internal abstract record MediaFetch;

internal sealed record FetchedImage(string Sha256, ImageFacts Facts) : MediaFetch;

internal sealed record FetchedVideo(string Sha256, VideoFacts Facts) : MediaFetch;

internal sealed record FetchedTooLarge : MediaFetch;

internal sealed record NotFetched(string Reason) : MediaFetch;

/// <summary>Pulls media from the caller's URL, as Meta does: publicly, without credentials, and with a look at what came.
/// https://developers.facebook.com/docs/instagram-platform/content-publishing</summary>
internal sealed partial class MediaFetcher : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly ILogger<MediaFetcher> _logger;

    public MediaFetcher(IOptions<SandboxOptions> options, ILogger<MediaFetcher> logger)
    {
        _timeout = TimeSpan.FromMilliseconds(options.Value.FetchTimeoutMs);
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 32 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("facebookexternalua");
    }

    public Task<MediaFetch> FetchAsync(string url, int maxBytes, CancellationToken ct) => FetchAsync(url, call => FetchAsync(call.Address, maxBytes, call.Patience), ct);

    /// <summary>A video is hashed while it passes by; only its head is looked at.</summary>
    public Task<MediaFetch> FetchVideoAsync(string url, long maxBytes, CancellationToken ct) => FetchAsync(url, call => FetchVideoAsync(call.Address, maxBytes, call.Patience), ct);

    private async Task<MediaFetch> FetchAsync(string url, Func<(Uri Address, CancellationToken Patience), Task<MediaFetch>> fetchAsync, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return new NotFetched("not an http address");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_timeout);
        try
        {
            var fetch = await fetchAsync((address, patience.Token));
            if (fetch is NotFetched { Reason: var reason })
                LogNotFetched(address.Host, reason);
            return fetch;
        }
        catch (HttpRequestException e)
        {
            LogNotFetched(address.Host, e.Message);
            return new NotFetched(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogNotFetched(address.Host, "no answer in time");
            return new NotFetched("no answer in time");
        }
    }

    private async Task<MediaFetch> FetchVideoAsync(Uri address, long maxBytes, CancellationToken ct)
    {
        using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode != HttpStatusCode.OK)
            return new NotFetched($"status {(int)response.StatusCode}");
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (head, filled, total, chunk) = (new byte[VideoFacts.Head], 0, 0L, new byte[81920]);
        for (int read; (read = await stream.ReadAsync(chunk, ct)) > 0; total += read)
        {
            hash.AppendData(chunk, 0, read);
            var kept = Math.Min(read, head.Length - filled);
            chunk.AsSpan(0, kept).CopyTo(head.AsSpan(filled));
            filled += kept;
            if (total + read > maxBytes)
                return new FetchedTooLarge();
        }
        var declared = response.Content.Headers.ContentType?.MediaType;
        return VideoFacts.Read(head.AsSpan(0, filled)) switch
        {
            null => new NotFetched($"not a video ({declared ?? "no content type"})"),
            var facts when !string.Equals(facts.Type, declared, StringComparison.OrdinalIgnoreCase) => new NotFetched($"{facts.Type} declared as {declared ?? "nothing"}"),
            var facts => new FetchedVideo(Convert.ToHexStringLower(hash.GetHashAndReset()), facts),
        };
    }

    private async Task<MediaFetch> FetchAsync(Uri address, int maxBytes, CancellationToken ct)
    {
        using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode != HttpStatusCode.OK)
            return new NotFetched($"status {(int)response.StatusCode}");
        if (response.Content.Headers.ContentLength > maxBytes)
            return new FetchedTooLarge();
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var chunk = new byte[81920];
        for (int read; (read = await stream.ReadAsync(chunk, ct)) > 0;)
        {
            body.Write(chunk, 0, read);
            if (body.Length > maxBytes)
                return new FetchedTooLarge();
        }
        return Look(body.GetBuffer().AsSpan(0, (int)body.Length), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The declared type must be what the bytes are.</summary>
    public static MediaFetch Look(ReadOnlySpan<byte> bytes, string? declaredType) => ImageFacts.Read(bytes) switch
    {
        null => new NotFetched($"not an image ({declaredType ?? "no content type"})"),
        var facts when !string.Equals(facts.Type, declaredType, StringComparison.OrdinalIgnoreCase) => new NotFetched($"{facts.Type} declared as {declaredType ?? "nothing"}"),
        var facts => new FetchedImage(Convert.ToHexStringLower(SHA256.HashData(bytes)), facts),
    };

    public void Dispose() => _http.Dispose();

    [LoggerMessage(LogLevel.Information, "Media at {Host} not usable: {Reason}", EventName = "SandboxMediaNotFetched")]
    private partial void LogNotFetched(string host, string reason);
}
