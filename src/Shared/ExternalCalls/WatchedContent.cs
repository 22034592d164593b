using System.Net;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>A request's body that tells whether it was begun: until then nothing of the request has left that anybody could act on.</summary>
/// <remarks>
/// Over HTTP/1.1 the headers are written into the connection's buffer and leave it with the first bytes of the body, unless they are told to wait for "100 Continue".
/// HTTP/2 sends headers by themselves; a request of that version is not watched. A connection repeats a request by itself only while its body was not begun.
/// </remarks>
public sealed class WatchedContent : HttpContent
{
    private readonly HttpContent _body;
    private volatile bool _isBegun;

    private WatchedContent(HttpContent body)
    {
        _body = body;
        foreach (var (name, values) in body.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    /// <summary>Something may have been sent.</summary>
    public bool IsBegun => _isBegun;

    /// <summary>Watches a request's body from now on. Null where it would tell nothing: without a body, or not over HTTP/1.1.</summary>
    public static WatchedContent? Of(HttpRequestMessage request)
    {
        if (request.Content is not { } body || request.Version.Major != 1 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher || request.Headers.ExpectContinue == true)
            return null;
        var watched = new WatchedContent(body);
        request.Content = watched;
        return watched;
    }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _isBegun = true;
        return _body.CopyToAsync(stream, context, cancellationToken);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Headers.ContentLength ?? 0;
        return _body.Headers.ContentLength is not null;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body.Dispose();
        base.Dispose(disposing);
    }
}
