using System.Text.Json;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Llm;
using SnsOps.Workers.Ai.Copy;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Makes hashtags, a caption and alt texts of a content: suggestions beside it, which change nothing of what is approved and sent.</summary>
internal sealed partial class MakeMetadataHandler(MakeMetadataSql contents, CopyWriter writer, AltTextWriter altTexts, ILogger<MakeMetadataHandler> logger) : IJobItemHandler
{
    private const int MostBody = 5000;

    /// <inheritdoc />
    public string Job => CopyJobs.Metadata;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await contents.FindAsync(item.ClientId, item.SubjectId, ct) is not { } content)
            return new JobItemOutcome.Done(new { skipped = "nobody waits for it" });
        var limits = JsonSerializer.Deserialize<CopyLimits>(item.Input, MakeMetadataSql.Json)!;
        var body = content.Body.Length > MostBody ? content.Body[..(char.IsHighSurrogate(content.Body[MostBody - 1]) ? MostBody - 1 : MostBody)] : content.Body;
        var brief = new CopyBrief(item.Id, content.ClientId, content.Client, new CopyFacts(content.Title, body, [], content.Link), limits, content.Banned, content.Required, content.Tone, Wanted: 1);
        var written = await writer.WriteAsync(brief, LlmTasks.Metadata, ct);
        var alt = await altTexts.WriteAsync(content, ct);
        Failpoint.Hit("metadata.written");
        await contents.StoreAsync(content, new
        {
            Caption = written.Drafts.Count == 0 ? null : written.Drafts[0].Text, written.Hashtags, AltTexts = alt.Texts,
            AltTextBasis = alt.Basis, limits.Platform, limits.Format, written.Engine, AltTextEngine = alt.Engine,
            Notes = written.Drafts.SelectMany(d => d.Notes).Concat(written.Notes).Concat(alt.Notes), ContentVersion = content.Version,
        }, CancellationToken.None);
        LogMade(content.Id, content.ClientId, written.Engine);
        return new JobItemOutcome.Done(new { written.Engine, hashtags = written.Hashtags.Count });
    }

    [LoggerMessage(4063, LogLevel.Information, "Hashtags, caption and alt texts of content {ContentId} of client {ClientId} were made by {Engine}", EventName = "MetadataMade")]
    private partial void LogMade(Guid contentId, Guid clientId, string engine);
}
