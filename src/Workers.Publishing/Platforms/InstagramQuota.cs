using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Instagram's limit of posts within 24 hours, as the platform itself counts it, asked before anything is prepared.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit</summary>
internal sealed class InstagramQuota(MetaClient meta, InstagramQuotaSql quotas)
{
    /// <summary>So close to the limit the stored figure is not trusted: others may post too.</summary>
    private const int Near = 10;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);

    /// <summary>Why nothing more may be posted now; null when there is room, or when the platform does not say: its refusal of the post would tell.</summary>
    public async Task<Outcome?> ExhaustedAsync(ConnectedAccount account, CancellationToken ct)
    {
        var known = await quotas.FindAsync(account.Id, ct);
        if (known is null || known.Age > Fresh || known.Left <= Near)
            known = await ReadAsync(account, ct) ?? known;
        return known is { Left: <= 0 }
            ? new Outcome.TryLater("publishing_limit", string.Create(CultureInfo.InvariantCulture, $"인스타그램이 24시간 동안 허용하는 게시물 {known.Total}건을 모두 썼습니다. 여유가 생기면 자동으로 이어집니다."), AskAgain, Burns: false)
            : null;
    }

    private async Task<KnownQuota?> ReadAsync(ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.GetAsync($"{account.PlatformAccountId}/content_publishing_limit", MetaCall.Publishing(account, "ig.publishing_limit") with { Retries = false },
            [("fields", "quota_usage,config")], ct);
        if (answer is not MetaAnswer.Ok ok || MetaPages.Items(ok.Body).FirstOrDefault() is not { ValueKind: JsonValueKind.Object } item
            || MetaJson.Number(item, "quota_usage") is not { } used || !item.TryGetProperty("config", out var config) || MetaJson.Number(config, "quota_total") is not { } total)
            return null;
        return await quotas.KeepAsync(account, (int)Math.Clamp(used, 0, int.MaxValue), (int)Math.Clamp(total, 0, int.MaxValue), ct);
    }
}
