using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Page;

/// <summary>One Chromium for all page tests of a collection, started when the first of them wants a window.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A window of somebody who was never here before.</summary>
    internal async Task<Window> OpenAsync(Uri address)
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SNSOPS_CHROMIUM") ?? throw new InvalidOperationException("SNSOPS_CHROMIUM is not set: run ./snsops test"),
            Args = Flags,
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(), Locale = "ko-KR", TimezoneId = "Asia/Seoul", ColorScheme = ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1360, Height = 900 },
        });
        context.SetDefaultTimeout(30_000);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>A window in which somebody of the agency has signed in and sees things happen.</summary>
    internal async Task<Window> SignInAsync(Uri address, string role, string? view = null)
    {
        var window = await OpenAsync(address);
        await SignInAsync(window, role);
        if (view is not null)
            await window.GoAsync(view);
        return window;
    }

    /// <summary>Somebody of the agency signs in.</summary>
    internal static async Task SignInAsync(Window window, string role)
    {
        await window.Page.GotoAsync("/");
        await window.Find("login-email").FillAsync(Agency.EmailOf(role));
        await window.Find("login-password").FillAsync(Agency.Password);
        await window.Find("login-submit").ClickAsync();
        await Assertions.Expect(window.Find("connection-state")).ToHaveAttributeAsync("data-state", "live");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
