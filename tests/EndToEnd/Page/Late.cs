namespace SnsOps.EndToEnd.Page;

/// <summary>An answer that does not come before it is told to.</summary>
internal sealed class Late : IAsyncDisposable
{
    private readonly Window _window;
    private readonly string _url;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _may = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Late(Window window, string url) => (_window, _url) = (window, url);

    /// <summary>The page has asked and waits.</summary>
    internal Task Asked => _asked.Task;

    internal static async Task<Late> HoldAsync(Window window, string url)
    {
        var late = new Late(window, url);
        await window.Page.RouteAsync(url, async route =>
        {
            late._asked.TrySetResult();
            await late._may.Task;
            await route.ContinueAsync();
        });
        return late;
    }

    /// <summary>It comes; the page has read it and drawn what it makes of it when this returns.</summary>
    internal async Task ArriveAsync()
    {
        var answer = await _window.Page.RunAndWaitForResponseAsync(() => Task.FromResult(_may.TrySetResult()), _url);
        await answer.FinishedAsync();
        await _window.Page.EvaluateAsync("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))");
    }

    public async ValueTask DisposeAsync()
    {
        _may.TrySetResult();
        await _window.Page.UnrouteAsync(_url);
    }
}
