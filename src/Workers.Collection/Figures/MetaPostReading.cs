using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>One reading of an account's posts: those of a format together, by ?ids= and field expansion. https://developers.facebook.com/docs/graph-api/guides/field-expansion</summary>
internal sealed class MetaPostReading(MetaClient meta, ConnectedAccount account, FigurePlan plan, Reading reading, CancellationToken ct)
{
    private const string Level = "post";
    private const string Source = "insights";
    private ReadTrouble? _unclear;

    public async Task RunAsync()
    {
        foreach (var format in plan.Posts.GroupBy(p => p.Format))
        {
            foreach (var batch in format.Chunk(meta.IdsPerCall))
            {
                if (reading.Trouble is null)
                    await BatchAsync(format.Key, batch);
            }
        }

        reading.Trouble ??= _unclear;
    }

    /// <summary>Halves by posts where one of them fails the call, and within by figures.</summary>
    private async Task BatchAsync(string format, IReadOnlyList<MeasuredPost> batch)
    {
        var asked = await new Bisection<MeasuredPost, PostAnswer>(
            posts => AskAsync(format, posts), answer => answer.Trouble is null, answer => MetaRefusals.IsOfPost(answer.Trouble!), answer => MetaRefusals.IsTooMuch(answer.Trouble!)).RunAsync(batch);
        foreach (var (posts, answer) in asked.Answered)
        {
            foreach (var post in posts)
                Add(format, post, answer);
        }

        foreach (var (post, answer) in asked.Refused)
            Absent(format, post, MetaRefusals.IsTooFew(answer.Trouble!) ? NullReason.TooFew : NullReason.NotAvailable);
        if (asked.Trouble?.Trouble is not { } trouble)
            return;
        if (!MetaRefusals.IsOfPermission(trouble))
        {
            var ended = ReadTrouble.Of(trouble);
            if (ended.IsUnclear && _unclear is null)
                _unclear = ended;       // one post must not keep those behind it from being read; a second failure says that it is the platform
            else
                reading.Trouble = ended;
            return;
        }

        reading.PermissionMissing = trouble.Summary;
        foreach (var post in batch.Where(p => !reading.Looked.Contains(p)))
            Absent(format, post, NullReason.Permission);
    }

    private async Task<PostAnswer> AskAsync(string format, IReadOnlyList<MeasuredPost> posts)
    {
        var ids = string.Join(',', posts.Select(p => p.PlatformPostId));
        var call = MetaCall.Collection(account, account.Platform == "instagram" ? "ig.media_insights" : "fb.post_insights") with
        {
            Calls = posts.Count, Cache = plan.PastCache ? null : CacheUse.Insights with { NotBefore = plan.ScheduledFor },
        };
        var asked = await new Bisection<Metric, MetaAnswer>(
            metrics => meta.GetAsync("", call, [("ids", ids), ("fields", $"id,insights.metric({string.Join(',', metrics.Select(m => m.WireName))}){(account.Platform == "facebook" ? ".period(lifetime)" : "")}")], ct),
            answer => answer is MetaAnswer.Ok, MetaRefusals.IsOfMetric).RunAsync(Asked(format));
        foreach (var (metric, answer) in asked.Refused)
            reading.Refusals.Add(new NewRefusal(metric, format, MetaRefusals.ReasonOf(answer), answer.Summary));

        return new PostAnswer([.. asked.Answered.Select(a => (a.Things, (MetaAnswer.Ok)a.Answer))], asked.Trouble);
    }

    private void Add(string format, MeasuredPost post, PostAnswer answer)
    {
        foreach (var (metrics, ok) in answer.Parts)
        {
            var items = MetaInsights.Items(MetaInsights.Member(MetaInsights.Member(ok.Body, post.PlatformPostId), "insights")).ToList();
            foreach (var metric in metrics)
            {
                reading.Answered.Add(metric);
                var given = items.Where(i => i.WireName == metric.WireName).ToList();
                if (given.Count == 0)
                    reading.Observations.Add(new Observation(metric, null, NullReason.NotAvailable) { Post = post });
                foreach (var item in given.Where(i => i.Breakdown.Length == 0 || metric.Breakdown is not null))
                    reading.Observations.Add(new Observation(metric, item.Value, item.Value is null ? NullReason.NotAvailable : null) { Post = post, Breakdown = item.Breakdown });
            }
        }

        Rest(format, post);
    }

    private void Absent(string format, MeasuredPost post, string reason)
    {
        foreach (var metric in Asked(format))
            reading.Observations.Add(new Observation(metric, null, reason) { Post = post });
        Rest(format, post);
    }

    private IReadOnlyList<Metric> Asked(string format) => [.. plan.Of(Level, Source, format).Where(m => RefusedNow(m, format) is null)];

    /// <summary>Why a figure was refused within this reading: for all formats, or for this one.</summary>
    private string? RefusedNow(Metric metric, string format) => reading.Refusals.Find(r => r.Metric == metric && (r.Reason == NullReason.Retired || r.Format == format))?.Reason;

    /// <summary>What was not asked for, and why.</summary>
    private void Rest(string format, MeasuredPost post)
    {
        reading.Looked.Add(post);
        foreach (var metric in plan.Metrics.Where(m => m.Level == Level))
        {
            var reason = !metric.IsOf(format) ? NullReason.NotForFormat : plan.ReasonOf(metric, format) ?? RefusedNow(metric, format);
            if (reason is not null)
                reading.Observations.Add(new Observation(metric, null, reason) { Post = post });
        }
    }

    /// <param name="Parts">Answers, each with the figures it is about.</param>
    /// <param name="Trouble">What was neither answered nor the refusal of a figure.</param>
    private sealed record PostAnswer(IReadOnlyList<(IReadOnlyList<Metric> Metrics, MetaAnswer.Ok Answer)> Parts, MetaAnswer? Trouble);
}
