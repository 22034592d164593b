using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Scheduling;

/// <summary>Wires schedules: Quartz with its in-memory store in every replica, and the keeper that makes firings rows.</summary>
public static class ScheduleSetup
{
    /// <summary>Registers a scheduled job. Its grid may be overridden with <c>Schedules:&lt;name&gt;:Every</c> (a TimeSpan).</summary>
    public static WebApplicationBuilder AddSchedule<TJob>(this WebApplicationBuilder builder, JobDefinition definition)
        where TJob : class, IScheduledJob
    {
        definition = Configured(builder.Configuration, definition);
        var services = builder.Services;
        if (services.All(d => d.ServiceType != typeof(ScheduleKeeper)))
        {
            services.AddCheckedOptions<ScheduleOptions>("Scheduling");
            services.AddSingleton<JobRunSql>();
            services.AddSingleton<ScheduleKeeper>();
            services.AddHostedService(p => p.GetRequiredService<ScheduleKeeper>());
            services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        }

        services.AddSingleton<IScheduledJob>(p => ActivatorUtilities.CreateInstance<TJob>(p, definition));
        services.AddQuartz(quartz =>
        {
            var key = new JobKey(definition.Name);
            quartz.AddJob<TickJob>(j => j.WithIdentity(key));
            quartz.AddTrigger<TickJob>(t => t.ForJob(key).WithIdentity(definition.Name)
                .StartAt(definition.Grid.LatestAt(DateTimeOffset.UtcNow)).WithSchedule(definition.Grid.ForQuartz()));
        });
        return builder;
    }

    private static JobDefinition Configured(IConfiguration configuration, JobDefinition definition) =>
        configuration.GetValue<TimeSpan?>($"Schedules:{definition.Name}:Every") is { } every ? definition with { Grid = Grid.Every(every) } : definition;
}
