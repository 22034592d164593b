using System.Text.Json;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Unit.Publishing;

public sealed class VideoStatusTests
{
    /// <summary>What a page has only been sent is not taken for what it was asked to publish, also where it looks into it by itself: it would never go out.</summary>
    [Theory]
    [InlineData("upload_complete", "not_started", false)]
    [InlineData("upload_complete", "complete", false)]
    [InlineData("processing", "not_started", false)]
    [InlineData("processing", "in_progress", true)]
    [InlineData("ready", "complete", true)]
    public void A_video_that_is_there_was_asked_to_be_published_or_not(string state, string processing, bool finished)
    {
        var status = VideoStatus.Read(JsonSerializer.SerializeToElement(new
        {
            status = new { video_status = state, uploading_phase = new { status = "complete", bytes_transferred = 2000 }, processing_phase = new { status = processing }, publishing_phase = new { status = "not_started" } },
        }));

        Assert.True(status.IsUploaded);
        Assert.Equal(finished, status.IsFinished);
        Assert.False(status.IsPublished);
    }
}
