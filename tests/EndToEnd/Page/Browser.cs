using Microsoft.Playwright;

namespace SnsOps.EndToEnd.Page;

/// <summary>One Chromium window, as a Korean member of staff has it.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Errors.Add(message.Text);
        };
        page.PageError += (_, error) => Errors.Add(error);
    }

    /// <summary>The page.</summary>
    internal IPage Page { get; }

    /// <summary>What the console called an error so far: scripts that failed, things the content security policy refused.</summary>
    internal List<string> Errors { get; } = [];

    internal static async Task<Browser> OpenAsync(Uri address)
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SNSOPS_CHROMIUM") ?? throw new InvalidOperationException("SNSOPS_CHROMIUM is not set: run ./snsops test"),
            Args = Flags,
        });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(), Locale = "ko-KR", TimezoneId = "Asia/Seoul", ColorScheme = ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1360, Height = 900 },
        });
        context.SetDefaultTimeout(30_000);
        return new Browser(playwright, browser, await context.NewPageAsync());
    }

    internal ILocator Find(string testId) => Page.GetByTestId(testId);

    /// <summary>Keeps a picture of the page beside the build output, for people to look at.</summary>
    internal Task KeepAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") ?? "", "screens", name + ".png"), FullPage = true,
    });

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
