using System.Net.Http.Headers;

namespace SnsOps.Sandbox.YouTube.Uploads;

/// <summary>What a PUT to a session sends: bytes of the file from a place on, or nothing but the question how far it is.</summary>
/// <param name="From">First byte.</param>
/// <param name="To">The one after the last.</param>
/// <param name="Of">The whole file, if said.</param>
/// <param name="Asks">Nothing is sent.</param>
internal sealed record ContentRange(long From, long To, long? Of, bool Asks)
{
    /// <summary>Chunks are multiples of this, the last one excepted.</summary>
    public const int Step = 262_144;

    public static ContentRange Read(HttpRequest request)
    {
        var header = request.Headers.ContentRange.ToString();
        if (header.Length == 0)
            return new ContentRange(0, request.ContentLength ?? throw YouTubeErrors.BadRequest("Content-Length is required").Thrown(), request.ContentLength, false);
        if (!ContentRangeHeaderValue.TryParse(header, out var range) || range.Unit != "bytes")
            throw YouTubeErrors.BadRequest("Failed to parse Content-Range header.").Thrown();
        if (range.From is not { } from || range.To is not { } to)
            return new ContentRange(0, 0, range.Length, true);
        if (to + 1 - from != request.ContentLength)
            throw YouTubeErrors.BadRequest("Content-Range and Content-Length disagree.").Thrown();
        if (to + 1 != range.Length && (to + 1 - from) % Step != 0)
            throw YouTubeErrors.BadRequest($"The size of a chunk must be a multiple of {Step} bytes.").Thrown();
        return new ContentRange(from, to + 1, range.Length, false);
    }
}
