using Microsoft.Playwright;

namespace SnsOps.EndToEnd.Page;

/// <summary>One window, as a Korean member of staff has it, with its own session.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    internal Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
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

    internal ILocator Find(string testId) => Page.GetByTestId(testId);

    /// <summary>Shows one client only.</summary>
    internal Task ShowOnlyAsync(string client) => Find("client-filter").SelectOptionAsync(new SelectOptionValue { Label = client });

    /// <summary>Goes to a view by the navigation.</summary>
    internal Task GoAsync(string view) => Find("nav-" + view).ClickAsync();

    /// <summary>The comment that says so.</summary>
    internal ILocator Comment(string text) => Find("comment-row").Filter(new LocatorFilterOptions { HasText = text });

    /// <summary>Keeps a picture of what is in view beside the build output, for people to look at.</summary>
    internal Task KeepAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") ?? "", "screens", name + ".png"),
    });

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
