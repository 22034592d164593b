using SnsOps.Api.Publications;

namespace SnsOps.Unit.Api;

public sealed class PublicationHelpTests
{
    [Theory]
    [InlineData("facebook", "https://www.facebook.com/1784/posts/122093", "1784_122093")]
    [InlineData("facebook", "https://m.facebook.com/permalink.php?story_fbid=122093&id=1784", "1784_122093")]
    [InlineData("facebook", "https://www.facebook.com/story.php?id=1784&story_fbid=122093", "1784_122093")]
    [InlineData("facebook", "https://www.facebook.com/1784/posts/pfbid02ABC", null)]
    [InlineData("facebook", "https://www.facebook.com/9999/posts/122093", null)]
    [InlineData("facebook", "https://www.facebook.com/onggi.cafe/posts/122093", null)]
    [InlineData("facebook", "https://www.facebook.com/permalink.php?story_fbid=122093", null)]
    [InlineData("facebook", "https://www.facebook.com/", null)]
    [InlineData("instagram", "https://www.instagram.com/p/DAbcD_e-F/", null)]
    [InlineData("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "dQw4w9WgXcQ")]
    [InlineData("youtube", "https://youtu.be/dQw4w9WgXcQ", "dQw4w9WgXcQ")]
    [InlineData("youtube", "https://www.youtube.com/shorts/dQw4w9WgXcQ", "dQw4w9WgXcQ")]
    [InlineData("youtube", "https://www.youtube.com/@onggi", null)]
    public void A_link_tells_the_posts_id_only_where_it_names_our_page(string platform, string link, string? id) =>
        Assert.Equal(id, PostLink.IdIn(platform, "1784", link));

    [Theory]
    [InlineData("facebook", "https://m.facebook.com/1/posts/2", true)]
    [InlineData("facebook", "https://fb.watch/abc", true)]
    [InlineData("instagram", "https://instagram.com/p/x/", true)]
    [InlineData("instagram", "https://www.facebook.com/1/posts/2", false)]
    [InlineData("facebook", "https://evilfacebook.com/1/posts/2", false)]
    [InlineData("facebook", "https://facebook.com.evil.example/1", false)]
    [InlineData("facebook", "/1/posts/2", false)]
    public void A_link_must_lead_to_its_platform(string platform, string link, bool leads) => Assert.Equal(leads, PostLink.LeadsTo(platform, link));

    [Theory]
    [InlineData("not_sent", "now")]
    [InlineData("missed", "now")]
    [InlineData("media_unreadable", "now")]
    [InlineData("internal", "now")]
    [InlineData("account.token_unreadable", "after_reconnecting")]
    [InlineData("4", "now")]
    [InlineData("613", "now")]
    [InlineData("80002", "now")]
    [InlineData("9007/2207027", "now")]
    [InlineData("9/2207042", "now")]
    [InlineData("190", "after_reconnecting")]
    [InlineData("190/463", "after_reconnecting")]
    [InlineData("200", "after_reconnecting")]
    [InlineData("account.not_active", "after_reconnecting")]
    [InlineData("processing", "after_checking")]
    [InlineData("368", "after_checking")]
    [InlineData("100", "after_editing")]
    [InlineData("media.missing", "after_editing")]
    [InlineData("quotaExceeded", "now")]
    [InlineData("video_gone", "now")]
    [InlineData("invalid_grant", "after_reconnecting")]
    [InlineData("forced_private", "after_checking")]
    [InlineData("invalidTitle", "after_editing")]
    public void Every_cause_says_what_must_come_before_sending_again(string code, string retry)
    {
        var advice = FailureAdvice.On(code);
        Assert.Equal(retry, advice.Retry);
        Assert.NotEqual(advice.Text, advice.TextEn);
    }
}
