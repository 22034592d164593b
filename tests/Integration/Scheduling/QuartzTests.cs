using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Scheduling;

/// <summary>Quartz in every replica is what makes a firing punctual; the keeper's loop is only the net below it.</summary>
public sealed class QuartzTests
{
    [Fact]
    public async Task Firings_come_on_the_grid_without_the_net()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = ProcessSettings.For(database, null, null, null, "--Scheduling:CatchUpSeconds=3600", "--Schedules:sync-comments:Every=00:00:01");
        await using var one = Workers.Collection.Program.Build(settings);
        await using var two = Workers.Collection.Program.Build(settings);
        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        await database.UntilAsync("some seconds have fired", "select count(*) >= 5 from job_runs where job = 'sync-comments' and state = 'done'");
        await Task.WhenAll(one.StopAsync(), two.StopAsync());

        Assert.Equal(0, await database.ScalarAsync<int>("select count(*)::int from job_runs where job = 'sync-comments' and scheduled_for <> date_trunc('second', scheduled_for)"));
    }
}
