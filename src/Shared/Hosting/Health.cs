using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Lanes;

namespace SnsOps.Shared.Hosting;

/// <summary>Ready: the schema is ours, and this process has a lease. Kafka is not asked: work goes on without it.</summary>
internal sealed class ReadinessCheck(Migrator migrator, WorkerHeartbeat heartbeat) : IHealthCheck
{
    private volatile bool _migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            if (!_migrated && !(_migrated = await migrator.IsAtHeadAsync(deadline.Token)))
                return HealthCheckResult.Unhealthy("the database is not migrated: run 'SnsOps.Api migrate'");
            return heartbeat.IsAlive ? HealthCheckResult.Healthy("lease held") : HealthCheckResult.Unhealthy("no lease in workers: is PostgreSQL there?");
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL did not answer: " + e.Message);
        }
    }
}

/// <summary>Alive: every loop of this process turned lately. Neither PostgreSQL nor Kafka is asked, so their outage restarts nobody.</summary>
internal sealed class LivenessCheck(IEnumerable<LaneConsumer> lanes, SweepRunner sweep) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = lanes.Where(l => l.SinceTurn > Limit).Select(l => l.Topic).ToList();
        if (sweep.SinceTurn > Limit)
            stuck.Add("sweep");
        return Task.FromResult(stuck.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not turning: " + string.Join(", ", stuck)));
    }
}

/// <summary>The health replies' form: {status, checks: {name: {status, detail}}}.</summary>
internal static class HealthReply
{
    public static HealthCheckOptions For(string tag) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = (context, report) =>
        {
            context.Response.ContentType = "application/json";
            var body = new
            {
                status = report.Status.ToString().ToLowerInvariant(),
                checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString().ToLowerInvariant(), detail = e.Value.Description }),
            };
            return context.Response.WriteAsync(JsonSerializer.Serialize(body));
        },
    };
}
