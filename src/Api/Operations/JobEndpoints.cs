using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Operations;

/// <summary>Schedules: seen, run now, paused and resumed; and the items of work that failed.</summary>
internal static partial class JobEndpoints
{
    public static void MapJobs(this RouteGroupBuilder operations)
    {
        operations.MapGet("/jobs", ListAsync).WithName("listJobs").WithSummary("스케줄 목록: 언제, 마지막 실행, 멈춤 | Every schedule: when it fires, how its last run went, whether it is paused");
        operations.MapPost("/jobs/{job}/run", RunAsync).ProducesProblem(404).ProducesProblem(409).WithName("runJob").WithSummary("스케줄 지금 실행 | Run a schedule now, also a paused one");
        operations.MapPost("/jobs/{job}/pause", PauseAsync).ProducesProblem(404).WithName("pauseJob").WithSummary("스케줄 멈춤 | Let a schedule fire no more until it is resumed");
        operations.MapPost("/jobs/{job}/resume", ResumeAsync).ProducesProblem(404).WithName("resumeJob")
            .WithSummary("스케줄 다시 시작 (놓친 실행은 정책대로) | Let it fire again; what was missed is treated as after an outage");
        operations.MapGet("/job-items", ItemsAsync).ProducesProblem(400).WithName("listFailedJobItems").WithSummary("실패한 작업 항목 | Items of work that failed for good, newest first");
        operations.MapPost("/job-items/{id:guid}/retry", RetryAsync).ProducesProblem(404).ProducesProblem(409).WithName("retryJobItem").WithSummary("실패한 작업 항목 다시 하기 | Do a failed item again");
    }

    private static async Task<Ok<JobList>> ListAsync(JobSql jobs, CancellationToken ct) => TypedResults.Ok(new JobList(await jobs.ListAsync(ct)));

    private static async Task<Results<Accepted<AskedRun>, ProblemHttpResult>> RunAsync(string job, Caller caller, JobSql jobs, ILogger<JobSql> logger, CancellationToken ct)
    {
        var (known, run) = await jobs.AskAsync(job, ct);
        if (run is null)
            return (known ? ProblemKinds.JobRunning : ProblemKinds.JobNotFound).Plain().ToProblem();
        LogAsked(logger, job, caller.UserId);
        return TypedResults.Accepted((string?)null, run);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> PauseAsync(string job, Caller caller, JobSql jobs, ILogger<JobSql> logger, CancellationToken ct) =>
        SetAsync(job, paused: true, caller, jobs, logger, ct);

    private static Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(string job, Caller caller, JobSql jobs, ILogger<JobSql> logger, CancellationToken ct) =>
        SetAsync(job, paused: false, caller, jobs, logger, ct);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(string job, bool paused, Caller caller, JobSql jobs, ILogger<JobSql> logger, CancellationToken ct)
    {
        if (!await jobs.PauseAsync(job, paused, caller.UserId, ct))
            return ProblemKinds.JobNotFound.Plain().ToProblem();
        LogPaused(logger, job, paused, caller.UserId);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<JobItemView>>> ItemsAsync(PageRequest page, JobSql jobs, CancellationToken ct, string? job = null, Guid? client_id = null) =>
        TypedResults.Ok(page.Cut(await jobs.FailedItemsAsync(job, client_id, page, ct), i => new Cursor(i.ScheduledFor, i.Id.ToString())));

    private static async Task<Results<Accepted, ProblemHttpResult>> RetryAsync(Guid id, JobSql jobs, CancellationToken ct) => await jobs.RetryItemAsync(id, ct) switch
    {
        null => ProblemKinds.JobItemNotFound.Plain().ToProblem(),
        false => ProblemKinds.JobItemNotFailed.Plain().ToProblem(),
        true => TypedResults.Accepted((string?)null),
    };

    [LoggerMessage(5202, LogLevel.Information, "{JobKey} is to run now, asked for by {UserId}", EventName = "JobAsked")]
    private static partial void LogAsked(ILogger logger, string jobKey, Guid userId);

    [LoggerMessage(5203, LogLevel.Warning, "{JobKey}: paused {Paused}, by {UserId}", EventName = "JobPaused")]
    private static partial void LogPaused(ILogger logger, string jobKey, bool paused, Guid userId);
}

/// <remarks>Items: by process and name.</remarks>
public sealed record JobList(IReadOnlyList<JobView> Items);

/// <remarks>
/// Fires: an interval, or a cron expression with its zone. Missed: coalesce (one run for all that was missed) or each_within_a_day. Kept: a process that keeps the schedule was alive in the last
/// five minutes. FailedItems: of its last run.
/// </remarks>
public sealed record JobView
{
    public string Job { get; init; } = "";
    public string Process { get; init; } = "";
    public string Fires { get; init; } = "";
    public string Missed { get; init; } = "";
    public bool Kept { get; init; }
    public DateTimeOffset? PausedAt { get; init; }
    public string? PausedByName { get; init; }
    public string? LastState { get; init; }
    public string? LastCause { get; init; }
    public DateTimeOffset? LastScheduledFor { get; init; }
    public DateTimeOffset? LastStartedAt { get; init; }
    public DateTimeOffset? LastFinishedAt { get; init; }
    public string? LastError { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public int FailedItems { get; init; }
}

/// <remarks>ScheduledFor: names the run in the history.</remarks>
public sealed record AskedRun(string Job, DateTimeOffset ScheduledFor);

/// <remarks>SubjectId: the account, document or whatever the item is about.</remarks>
public sealed record JobItemView(
    Guid Id, string Job, DateTimeOffset ScheduledFor, Guid ClientId, Guid SubjectId, int Tries, string? Error, DateTimeOffset? FinishedAt);
