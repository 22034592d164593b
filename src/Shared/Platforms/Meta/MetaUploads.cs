using System.Globalization;
using System.Net.Http.Headers;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Sending a file's own bytes. https://developers.facebook.com/docs/video-api/guides/publishing</summary>
public sealed partial class MetaClient
{
    /// <summary>POST /{version}/{path} with form fields and a piece of a file.</summary>
    /// <param name="path">The edge.</param>
    /// <param name="call">Who sends it.</param>
    /// <param name="form">Fields.</param>
    /// <param name="file">The piece's field name.</param>
    /// <param name="piece">Its bytes.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<MetaAnswer> PostPieceAsync(string path, MetaCall call, IEnumerable<(string Name, string Value)> form, string file, ReadOnlyMemory<byte> piece, CancellationToken ct)
    {
        var fields = WithProof(call.Account, form).ToList();
        return RunAsync(
            call, HttpMethod.Post,
            () =>
            {
                var content = new MultipartFormDataContent();
                foreach (var (name, value) in fields)
                    content.Add(new StringContent(value), name);
                content.Add(new ReadOnlyMemoryContent(piece), file, "piece");
                return new HttpRequestMessage(HttpMethod.Post, new Uri(_facebook.Calls + path)) { Content = content };
            },
            true, ct);
    }

    /// <summary>POST of a file from an offset on to the address the platform gave for it; only to hosts that are its own.</summary>
    /// <param name="address">As the platform gave it.</param>
    /// <param name="call">Who sends it.</param>
    /// <param name="rest">What comes from <paramref name="offset"/> on; it is disposed.</param>
    /// <param name="offset">What the platform has already.</param>
    /// <param name="size">Of the whole file.</param>
    /// <param name="ct">Stops sending.</param>
    public Task<MetaAnswer> UploadAsync(string address, MetaCall call, Stream rest, long offset, long size, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsOurs(uri))
            return Task.FromResult<MetaAnswer>(new MetaAnswer.Unclear("the upload address is on another host"));
        return RunAsync(
            call, HttpMethod.Post,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StreamContent(rest, 81920) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                request.Content.Headers.ContentLength = size - offset;
                request.Headers.Add("offset", offset.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add("file_size", size.ToString(CultureInfo.InvariantCulture));
                return request;
            },
            true, ct, "OAuth", TimeSpan.FromSeconds(_options.UploadTimeoutSeconds));
    }

    /// <summary>Whether an address the platform gave is one that files and tokens are sent to: it may be of a setting that has changed since.</summary>
    public bool MayUploadTo(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && IsOurs(uri);

    private bool IsOurs(Uri uri) =>
        Uri.Compare(uri, _facebook.Address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        || (uri.Scheme == Uri.UriSchemeHttps && uri.Host.Equals(_options.UploadHost, StringComparison.OrdinalIgnoreCase));
}
