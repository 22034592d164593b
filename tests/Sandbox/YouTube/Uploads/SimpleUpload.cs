using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Uploads;

/// <summary>POST /upload/youtube/v3/videos?uploadType=multipart: metadata and file in one request (multipart/related), as official clients send it; uploadType=media: the file alone.</summary>
internal sealed class SimpleUpload(OpenUpload open, ReceiveUpload receive)
{
    public async ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        var request = call.Http.Request;
        if (call["uploadType"] == "media")
            return await TakeAsync(call, null, request.Body);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/related"
            || type.Parameters.FirstOrDefault(p => p.Name == "boundary")?.Value is not { Length: > 0 } boundary)
            throw YouTubeErrors.BadRequest("A multipart/related body is required.").Thrown();
        var reader = new MultipartReader(boundary.Trim('"'), request.Body) { BodyLengthLimit = null };
        var metadata = await reader.ReadNextSectionAsync(call.Http.RequestAborted) ?? throw YouTubeErrors.BadRequest("The metadata part is missing.").Thrown();
        JsonElement body;
        try
        {
            using var document = await JsonDocument.ParseAsync(metadata.Body, default, call.Http.RequestAborted);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw YouTubeErrors.ParseError.Thrown();
        }

        var media = await reader.ReadNextSectionAsync(call.Http.RequestAborted) ?? throw YouTubeErrors.Invalid("mediaBodyRequired", "The request does not include the video content.").Thrown();
        return await TakeAsync(call, body, media.Body);
    }

    private async Task<YouTubeReply> TakeAsync(YouTubeCall call, JsonElement? body, Stream media)
    {
        var upload = open.Open(call, VideoBody.Read(body, call.Parts, "unknown"), null);
        var video = await receive.TakeAsync(call, upload, media);
        return receive.Whole(video, call, call.Parts) with { Status = StatusCodes.Status200OK };
    }
}
