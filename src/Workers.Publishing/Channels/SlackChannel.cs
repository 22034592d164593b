using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SnsOps.Shared.Database;
using SnsOps.Shared.Deliveries;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>Incoming webhooks of Slack. https://api.slack.com/messaging/webhooks</summary>
/// <remarks>A hook's address is its password, so it stands in no log. There is nothing to look up: what got no answer stays unknown.</remarks>
internal sealed class SlackChannel : IDeliveryChannel, IDisposable
{
    private const int MostLetters = 2900;        // of a section, which takes 3000
    private static readonly HashSet<string> HookDead =
        ["no_service", "no_service_id", "no_team", "team_disabled", "no_active_hooks", "invalid_token", "channel_is_archived", "channel_not_found", "action_prohibited", "user_not_found"];

    private readonly SlackOptions _options;
    private readonly ExternalCallChain _chain;
    private readonly HttpClient _http;

    public SlackChannel(SlackOptions options, ExternalCallChain chain)
    {
        (_options, _chain) = (options, chain);
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public string Name => "slack";

    public Letter Fit(Letter letter) => letter.Text.Length <= MostLetters ? letter : letter with { Text = string.Concat(letter.Text.AsSpan(0, MostLetters), "…") };

    public async Task<(Outcome Outcome, string? Response)> SendAsync(Letter letter, CancellationToken ct)
    {
        if (letter.Hook is not { } hook || !hook.StartsWith(_options.HookPrefix, StringComparison.Ordinal))
            return (new Outcome.Rejected("slack.not_a_hook", "Slack 웹훅 주소가 아닙니다. 알림 설정에서 다시 등록하세요."), null);
        var budget = new Budget("slack:" + letter.ContactId, "Slack 웹훅", _options.PerTenSeconds, TimeSpan.FromSeconds(10)) { KeepsReserve = false };
        var call = new ExternalCall("slack:" + new Uri(hook).Host, "slack.post", "POST", CallPriority.Publishing, MayRetry: false, ConnectedAccount.Nobody(letter.ClientId), [budget]);
        return await _chain.RunAsync(call, inner => SendOnceAsync(hook, letter, inner),
            held => (new Outcome.TryLater("held_back", "Slack이 잠시 쉬라고 하여 기다립니다.", held.Wait, Burns: false), null), ct);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<CallResult<(Outcome, string?)>> SendOnceAsync(string hook, Letter letter, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        using var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = JsonContent.Create(Body(letter)) };
        request.Headers.ExpectContinue = false;
        var body = WatchedContent.Of(request);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            return Result(response, await response.Content.ReadAsStringAsync(deadline.Token));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return Failed(new Outcome.TryLater("not_sent", "Slack에 연결하지 못했습니다.", TimeSpan.FromSeconds(30), Burns: false), e.HttpRequestError.ToString());
        }
        catch (Exception e) when (body is { IsBegun: false } && e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed(new Outcome.TryLater("not_sent", "Slack에 연결하지 못했습니다.", TimeSpan.FromSeconds(30), Burns: false), "no_connection");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed(new Outcome.Unknown("no_answer", "Slack에 보냈지만 답을 받지 못했습니다. 도착했을 수 있어 다시 보내지 않습니다."), e is OperationCanceledException ? "no_answer" : "reset");
        }
    }

    private static CallResult<(Outcome, string?)> Result(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var said = Letters.First(text, 100);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(30);
            return new CallResult<(Outcome, string?)>((new Outcome.TryLater("slack.429", "Slack이 잠시 쉬라고 했습니다.", wait, Burns: false), said), CallVerdict.Throttled, status, "429", wait, []);
        }

        if (status >= 500)
            return new CallResult<(Outcome, string?)>((new Outcome.Unknown($"slack.{status}", "Slack이 오류를 답했습니다. 도착했을 수 있어 다시 보내지 않습니다."), said), CallVerdict.Failed, status, said, null, []);
        Outcome outcome = status == 200 ? new Outcome.Published(null)
            : HookDead.Contains(said.Trim()) ? new Outcome.Rejected("slack.bounced", $"Slack 웹훅이 더는 받지 않습니다({said.Trim()}). 알림 설정에서 다시 등록하세요.")
            : new Outcome.Rejected($"slack.{status}", $"Slack이 받지 않았습니다({status}).");
        return new CallResult<(Outcome, string?)>((outcome, said), CallVerdict.Answered, status, status == 200 ? null : said.Trim(), null, []);
    }

    private static JsonObject Body(Letter letter)
    {
        var (subject, text) = (Escaped(letter.Subject), Escaped(letter.Text));
        return new JsonObject
        {
            ["text"] = subject,
            ["blocks"] = new JsonArray(
                Section($"*{subject}*"), Section(text),
                // A repeat, should there ever be one, is known by it.
                new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = $"SnsOps · {letter.DeliveryId.ToString("N")[^8..]}" }) }),
        };
    }

    private static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = text } };

    private static string Escaped(string text) => new StringBuilder(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").ToString();

    private static CallResult<(Outcome, string?)> Failed(Outcome outcome, string error) => new((outcome, null), CallVerdict.Failed, null, error, null, []);
}
