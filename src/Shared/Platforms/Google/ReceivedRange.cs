using System.Globalization;
using System.Net.Http.Headers;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>How much of a file an upload session has: <c>Range: bytes=0-524287</c>, inclusive; no header: nothing.
/// https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol#Resume_Upload</summary>
public static class ReceivedRange
{
    /// <summary>Bytes from the beginning; null when the header cannot be read, for then nothing is known.</summary>
    public static long? Read(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Range", out var values))
            return 0;
        return Parse(string.Join(',', values));
    }

    /// <summary>Of the header's text.</summary>
    public static long? Parse(string range)
    {
        var text = range.AsSpan().Trim();
        text = text.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) ? text[6..] : text;
        return text.StartsWith("0-", StringComparison.Ordinal) && long.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last < long.MaxValue ? last + 1 : null;
    }
}
