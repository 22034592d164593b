using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Collection;

/// <summary>The nightly housekeeping.</summary>
public sealed class KeepPartitionsTests
{
    [Fact]
    public async Task Old_partitions_and_rows_go_and_everything_else_stays()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        await fixture.Database.ExecuteAsync("""
            create table live_events_202001 partition of live_events for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00');
            create table publishing_logs_202001 partition of publishing_logs for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00');
            insert into workers (id, process, host, pid, version, lease_until)
            select gen_random_uuid(), 'ai', 'h', 1, '0', clock_timestamp() - days * interval '1 day' from unnest(array[0, 6, 8]) as days
            """);
        var user = await fixture.Agency.UserAsync("admin");
        await fixture.Database.ExecuteAsync("""
            insert into sessions (id, family_id, user_id, token_hash, created_at, expires_at)
            select gen_random_uuid(), gen_random_uuid(), @user, decode(md5(d::text), 'hex'), now() - interval '20 days', now() + d * interval '1 day' from unnest(array[-1, 1]) d;
            insert into ws_tickets values ('\x01', @user, now() - interval '1 minute');
            insert into idempotency_keys (user_id, key, fingerprint, expires_at) values (@user, 'a', '\x01', now() - interval '1 hour'), (@user, 'b', '\x01', now() + interval '1 hour')
            """, new { user });
        var client = await fixture.Agency.ClientAsync();
        await fixture.Database.ExecuteAsync("""
            insert into copy_requests (id, client_id, brief, limits, banned, required, tone, wanted, asked_by, created_at)
            select gen_random_uuid(), @client, '{"topic": "가을 신메뉴"}', '{}', '{}', '{}', 'polite', 3, @user, now() - days * interval '1 day' from unnest(array[1, 91]) as days
            """, new { client, user });
        var partitions = await fixture.Database.ScalarAsync<int>("select count(*)::int from pg_inherits where inhparent = 'live_events'::regclass");
        var job = fixture.Build().Services.GetServices<IScheduledJob>().Single(j => j.Definition.Name == "keep-partitions");

        await job.RunAsync(new JobRun("keep-partitions", DateTimeOffset.UtcNow, 1, false, null), TestContext.Current.CancellationToken);

        Assert.Equal(partitions - 1, await fixture.Database.ScalarAsync<int>("select count(*)::int from pg_inherits where inhparent = 'live_events'::regclass"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select to_regclass('live_events_202001') is null and to_regclass('publishing_logs_202001') is not null"));
        Assert.Equal((1, 0, 1, 2), (await CountAsync("sessions"), await CountAsync("ws_tickets"), await CountAsync("idempotency_keys"), await CountAsync("workers")));
        Assert.Equal(1, await CountAsync("copy_requests"));

        Task<int> CountAsync(string table) => fixture.Database.ScalarAsync<int>($"select count(*)::int from {table}");
    }
}
