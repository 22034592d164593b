using SnsOps.Shared.Copy;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Llm;
using SnsOps.Workers.Ai.Copy;

namespace SnsOps.Workers.Ai.WriteCopy;

/// <summary>Writes the captions somebody asked for, or says why there are none.</summary>
internal sealed partial class WriteCopyHandler(WriteCopySql requests, CopyWriter writer, ILogger<WriteCopyHandler> logger) : IJobItemHandler
{
    private const string Nothing = "주어진 내용으로는 규칙을 모두 지키는 캡션을 쓸 수 없습니다 | No caption of what was given keeps all rules";

    /// <inheritdoc />
    public string Job => CopyJobs.Write;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await requests.FindAsync(item.ClientId, item.SubjectId, ct) is not { } brief)
            return new JobItemOutcome.Done(new { skipped = "nobody waits for it" });
        var written = await writer.WriteAsync(brief, LlmTasks.Copy, ct);
        Failpoint.Hit("copy.written");
        await requests.CloseAsync(brief, written, written.Drafts.Count == 0 ? Nothing : null, CancellationToken.None);
        LogWritten(brief.Id, brief.ClientId, written.Drafts.Count, brief.Wanted, written.Engine);
        return new JobItemOutcome.Done(new { drafts = written.Drafts.Count, written.Engine });
    }

    [LoggerMessage(4062, LogLevel.Information, "Captions {RequestId} of client {ClientId}: {Drafts} of {Wanted} drafts by {Engine}", EventName = "CopyWritten")]
    private partial void LogWritten(Guid requestId, Guid clientId, int drafts, int wanted, string engine);
}
