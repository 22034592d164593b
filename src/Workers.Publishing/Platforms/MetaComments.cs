using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Writing on Instagram and Facebook: one call makes a reply visible, so an unknown outcome is looked for in its thread.</summary>
internal sealed class MetaComments(MetaClient meta, KnownReplies known) : ICommentWriter
{
    private const int MaxPages = 50;

    public IReadOnlyList<string> Platforms => ["instagram", "facebook"];

    /// <summary>The one visible write. Sent once, never retried here.</summary>
    /// <remarks>Never with <c>fields</c>: Instagram writes the reply and then fails the call.</remarks>
    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingReply reply, ConnectedAccount account, CancellationToken ct)
    {
        var words = ReplyWords.Of(reply.Platform, reply.OnPost);
        var answer = await meta.PostAsync($"{reply.Thread}/{words.Edge}", MetaCall.Publishing(account, words.Prefix + (reply.OnPost ? ".comment" : ".reply")), [("message", reply.Text)], ct);
        if (answer is not MetaAnswer.Ok ok)
            return (ReplyOutcomes.OfSend(answer, words), answer.Summary);
        return (MetaJson.Text(ok.Body, "id") is { Length: > 0 } id ? new Outcome.Published(id) : new Outcome.Unknown("no_id", $"{words.Noun} 번호가 없는 응답입니다."), ok.Body.GetRawText());
    }

    /// <summary>Looks for the account's own words in the thread: the one match since the attempt that no other reply has.</summary>
    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var words = ReplyWords.Of(attempt.Platform, attempt.OnPost);
        var (matches, failed) = await MatchesAsync(attempt, account, words, ",from", ct);
        if (failed is MetaAnswer.Refused { Error.IsBadParameter: true })
            (matches, failed) = await MatchesAsync(attempt, account, words, "", ct);     // who wrote a reply is not shown to every account
        return failed is null ? await known.JudgeAsync(attempt, matches, ct) : Sighting.Unclear.Of(failed);
    }

    /// <summary>The ids of the thread's replies that may be the attempt's, or the answer for which it was not read whole: an incomplete look proves nothing.</summary>
    private async Task<(List<string> Matches, MetaAnswer? Failed)> MatchesAsync(UnknownAttempt attempt, ConnectedAccount account, ReplyWords words, string from, CancellationToken ct)
    {
        var matches = new List<string>();
        var pages = 0;
        var call = MetaCall.Publishing(account, $"{words.Prefix}.replies");
        await foreach (var answer in meta.PagesAsync($"{attempt.Thread}/{words.Edge}", call, [("fields", $"id,{words.Text},{words.Time}{from}"), ("limit", "50")], ct))
        {
            if (answer is not MetaAnswer.Ok page)
                return (matches, answer);
            if (++pages > MaxPages)
                return (matches, new MetaAnswer.Unclear("the thread is longer than was read"));
            matches.AddRange(
                from item in MetaPages.Items(page.Body)
                where MetaJson.Time(item, words.Time) >= attempt.Since && Fingerprints.Of(MetaJson.Text(item, words.Text)) == attempt.Fingerprint
                      && (MetaJson.Text(item, "from", "id") ?? account.PlatformAccountId) == account.PlatformAccountId
                let id = MetaJson.Text(item, "id")
                where id is { Length: > 0 }
                select id);
        }

        return (matches, null);
    }
}
