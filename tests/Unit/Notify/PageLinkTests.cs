using System.Text.Json;
using SnsOps.Shared.Notifications;

namespace SnsOps.Unit.Notify;

/// <summary>Where a notification leads.</summary>
public sealed class PageLinkTests
{
    private const string Id = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    [Theory]
    [InlineData("content_id", "#/contents/" + Id)]
    [InlineData("comment_id", "#/comments/" + Id)]
    [InlineData("report_id", "#/reports/" + Id)]
    [InlineData("contact_id", "#/notification-settings")]
    [InlineData("scope", "")]
    public void It_opens_what_it_is_about(string name, string link) => Assert.Equal(link, Of($$"""{"{{name}}": "{{Id}}"}"""));

    [Theory]
    [InlineData("""{"content_id": "../../evil"}""")]
    [InlineData("""{"content_id": 5}""")]
    [InlineData("[]")]
    public void Nothing_but_an_id_gets_into_an_address(string reference) => Assert.Equal("", Of(reference));

    private static string Of(string reference)
    {
        using var document = JsonDocument.Parse(reference);
        return PageLink.Of(document.RootElement);
    }
}
