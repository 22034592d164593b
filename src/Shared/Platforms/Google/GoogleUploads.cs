using System.Globalization;
using System.Net.Http.Headers;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Sending files: videos by resumable sessions, pictures in one piece.</summary>
public sealed partial class GoogleClient
{
    /// <summary>Of a chunk, in bytes: a multiple of 256 KiB.</summary>
    public int ChunkBytes => _options.ChunkMegabytes * 1024 * 1024;

    /// <summary>POST /upload/youtube/v3/videos?uploadType=resumable: opens a session, whose address is the answer's <see cref="GoogleAnswer.Ok.Location"/>. Nothing exists until its last byte.</summary>
    /// <param name="account">The channel.</param>
    /// <param name="query">Such as part=snippet,status.</param>
    /// <param name="json">The video's metadata.</param>
    /// <param name="type">Of the file.</param>
    /// <param name="bytes">Of the file.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<GoogleAnswer> OpenSessionAsync(ConnectedAccount account, string query, byte[] json, string type, long bytes, CancellationToken ct) => RunAsync(
        GoogleCall.Publishing(account, GoogleCall.Insert, 0), HttpMethod.Post,
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "upload/youtube/v3/videos?uploadType=resumable&" + query) { Content = Json(json) };
            request.Headers.Add("X-Upload-Content-Length", bytes.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Upload-Content-Type", type);
            return request;
        },
        Patience, ct);

    /// <summary>Asks a session how far it is: <see cref="GoogleAnswer.Incomplete"/>, or the video it has become, as often as it is asked.</summary>
    public Task<GoogleAnswer> ProbeAsync(ConnectedAccount account, string session, long bytes, CancellationToken ct) =>
        PutAsync(account, session, () => new ByteArrayContent([]) { Headers = { ContentRange = new ContentRangeHeaderValue(bytes) } }, Patience, ct);

    /// <summary>Sends a chunk of a file; what the platform has then is in the answer, and may be less.</summary>
    /// <param name="account">The channel.</param>
    /// <param name="session">As the platform gave it.</param>
    /// <param name="chunk">The bytes.</param>
    /// <param name="from">Where in the file they begin.</param>
    /// <param name="bytes">Of the whole file.</param>
    /// <param name="ct">Stops sending.</param>
    public Task<GoogleAnswer> SendChunkAsync(ConnectedAccount account, string session, ReadOnlyMemory<byte> chunk, long from, long bytes, CancellationToken ct) => PutAsync(
        account, session, () => new ReadOnlyMemoryContent(chunk) { Headers = { ContentRange = new ContentRangeHeaderValue(from, from + chunk.Length - 1, bytes) } },
        TimeSpan.FromSeconds(_options.ChunkTimeoutSeconds), ct);

    /// <summary>POST /upload/youtube/v3/{path} with a small file as it is.</summary>
    public Task<GoogleAnswer> PostFileAsync(string path, GoogleCall call, byte[] file, string type, CancellationToken ct) => RunAsync(
        call, HttpMethod.Post, () => new HttpRequestMessage(HttpMethod.Post, "upload/youtube/v3/" + path) { Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } } }, Patience, ct);

    /// <summary>Whether an address the platform gave is one of its own: only those are sent a token.</summary>
    public bool IsOurs(Uri address) => Uri.Compare(address, _http.BaseAddress!, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        || (_http.BaseAddress!.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase) && address.Scheme == Uri.UriSchemeHttps && address.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase));

    private Task<GoogleAnswer> PutAsync(ConnectedAccount account, string session, Func<HttpContent> content, TimeSpan patience, CancellationToken ct) =>
        Uri.TryCreate(session, UriKind.Absolute, out var address) && IsOurs(address)
            ? RunAsync(new GoogleCall(account, "yt.upload", CallPriority.Publishing, 0), HttpMethod.Put, () => new HttpRequestMessage(HttpMethod.Put, address) { Content = content() }, patience, ct)
            : Task.FromResult<GoogleAnswer>(new GoogleAnswer.Refused(new GoogleError(404, "foreignSession", "the session's address is on another host")));
}
