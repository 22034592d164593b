using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MimeKit;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>Somebody says where they are reached, shows that it is theirs, and chooses what they want to hear there.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed partial class NotificationSettingsPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task An_address_and_a_phone_are_verified_and_a_notification_comes_there()
    {
        var (box, phone) = ($"haneul-{Guid.NewGuid():N}@example.com", "0106" + Random.Shared.Next(1_000_000, 9_999_999));
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        await window.Find("notifications-toggle").ClickAsync();
        await window.Find("notification-settings-link").ClickAsync();

        await window.Find("contact-sms-address").FillAsync(phone);
        await window.Find("contact-sms-add").ClickAsync();
        var texts = await ThereAsync("the digits are on the phone", async () => (await fixture.Platforms.GetAsync("/sms"))["messages"]!.AsArray().Where(m => (string?)m!["to"] == phone).Select(m => (string)m!["content"]!).ToList());
        var number = window.Find("contact-sms").GetByTestId("contact-row");
        await number.GetByTestId("contact-code").FillAsync(SixDigits().Match(texts[0]).Groups[1].Value);
        await number.GetByTestId("contact-verify").ClickAsync();
        await Expect(number).ToHaveAttributeAsync("data-state", "verified");

        await window.Find("contact-email-address").FillAsync(box);
        await window.Find("contact-email-address").PressAsync("Enter");
        await Expect(window.Find("contact-email").GetByTestId("contact-row")).ToHaveAttributeAsync("data-state", "waiting");
        var page = await window.Page.Context.NewPageAsync();
        await page.GotoAsync(AnyLink().Match((await MailAsync(box, "주소 확인")).TextBody ?? "").Value);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("확인되었습니다");
        await page.CloseAsync();

        await window.Find("topic-crisis-email").CheckAsync();
        await window.Find("topic-reports-email").UncheckAsync();
        await window.Find("quiet-starts").FillAsync("22:30");
        await window.Find("quiet-save").ClickAsync();
        await Expect(window.Find("quiet-said")).ToHaveTextAsync("저장했습니다.");
        await window.Page.ReloadAsync();
        await Expect(window.Find("contact-email").GetByTestId("contact-row")).ToHaveAttributeAsync("data-state", "verified");
        await Expect(window.Find("topic-reports-email")).Not.ToBeCheckedAsync();
        await Expect(window.Find("quiet-starts")).ToHaveValueAsync("22:30");
        await window.KeepAsync("settings");

        var user = await fixture.Database.ScalarAsync<Guid>("select id from users where email = @email", new { email = Agency.EmailOf("manager") });
        await fixture.Database.ExecuteAsync("insert into notifications (id, user_id, kind, title, message, priority) values (gen_random_uuid(), @user, 'incident.crisis', '위기: 화면 밖에서도 압니다', '확인해 주세요.', 'urgent')", new { user });
        Assert.Equal("[SnsOps] 위기: 화면 밖에서도 압니다", (await MailAsync(box, "위기")).Subject);
        await window.Page.SetViewportSizeAsync(320, 700);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 320"), "the page is wider than a small phone");
        await window.KeepAsync("settings-phone-dark");
        Assert.Empty(window.Errors);
        await fixture.Database.ExecuteAsync("delete from quiet_hours where user_id = @user; update contacts set removed_at = now() where user_id = @user", new { user });
    }

    private async Task<MimeMessage> MailAsync(string box, string subject)
    {
        var found = await ThereAsync($"a mail about '{subject}' has come", async () => (await fixture.Platforms.GetAsync("/mails"))["messages"]!.AsArray()
            .Where(m => m!["to"]!.AsArray().Any(to => (string?)to == box)).Select(m => Parse((string)m!["raw"]!)).Where(m => (m.Subject ?? "").Contains(subject, StringComparison.Ordinal)).ToList());
        return found[0];
    }

    private static async Task<List<T>> ThereAsync<T>(string what, Func<Task<List<T>>> look)
    {
        List<T> found = [];
        await Until.TrueAsync(what, async () => (found = await look()).Count > 0);
        return found;
    }

    private static MimeMessage Parse(string raw)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(raw));
        return MimeMessage.Load(bytes);
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex AnyLink();

    [GeneratedRegex(@"\b(\d{6})\b")]
    private static partial Regex SixDigits();
}
