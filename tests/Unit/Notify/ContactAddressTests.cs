using SnsOps.Api.Contacts;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Unit.Notify;

/// <summary>Addresses as people type them.</summary>
public sealed class ContactAddressTests
{
    private static readonly SlackOptions Slack = new();

    [Theory]
    [InlineData("sms", "010-1234-5678", "01012345678")]
    [InlineData("sms", " +82 10 1234 5678 ", "01012345678")]
    [InlineData("sms", "(010) 1234.5678", "01012345678")]
    [InlineData("email", " Haneul.Kim@example.co.kr ", "Haneul.Kim@example.co.kr")]
    [InlineData("slack", "https://hooks.slack.com/services/T0123/B0456/abcdEFGH", "Slack …EFGH")]
    public void They_are_brought_into_one_form(string channel, string typed, string kept) => Assert.Equal(kept, ContactAddress.Read(channel, typed, Slack));

    [Theory]
    [InlineData("sms", "02-123-4567")]
    [InlineData("sms", "0101234567890")]
    [InlineData("sms", "010-1234-567a")]
    [InlineData("email", "하늘")]
    [InlineData("email", "haneul@localhost")]
    [InlineData("email", "a@example.com\r\nBcc: b@example.com")]
    [InlineData("email", "a@example.com, b@example.com")]
    [InlineData("slack", "https://hooks.slack.com.evil.example/services/T0/B0/abcd")]
    [InlineData("slack", "https://hooks.slack.com/services/../../admin")]
    [InlineData("slack", "http://169.254.169.254/latest/meta-data")]
    public void What_is_none_is_refused(string channel, string typed) => Assert.Null(ContactAddress.Read(channel, typed, Slack));
}
