using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using SnsOps.Shared.Database;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Security;
using SnsOps.Shared.Storage;

namespace SnsOps.Shared.Hosting;

/// <summary>What every executable starts with: logs, clock, PostgreSQL, Kafka, identity and health.</summary>
public static class SnsOpsHost
{
    /// <summary>Adds the common parts. <paramref name="process"/> is "publishing", "collection", "ai" or "api".</summary>
    public static WebApplicationBuilder AddSnsOps(this WebApplicationBuilder builder, string process)
    {
        Tracing.Listen();
        builder.Logging.ClearProviders();
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .Enrich.With<CorrelationEnricher>()
            .Enrich.WithProperty("Application", "SnsOps." + char.ToUpperInvariant(process[0]) + process[1..])
            .Enrich.WithProperty("Environment", builder.Environment.EnvironmentName)
            .Enrich.WithProperty("Version", WorkerIdentity.Version)
            .Enrich.WithProperty("MachineName", Environment.MachineName)
            .CreateLogger();
        builder.Services.AddLogging(l => l.AddSerilog(logger, dispose: true));

        var services = builder.Services;
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.AddSingleton(new WorkerIdentity(process));
        services.AddCheckedOptions<WorkerOptions>("Workers");
        services.AddCheckedOptions<KafkaOptions>("Kafka");
        services.AddCheckedOptions<SecurityOptions>("Security");
        services.AddSingleton<TokenVault>();
        services.AddStorage(builder.Configuration);
        services.AddSnsOpsDatabase(builder.Configuration, process);
        services.AddSingleton<Migrator>();
        services.AddSingleton(_ => new DatabaseClock(MachineClock.Current));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(p => p.GetRequiredService<DatabaseClock>()));
        services.AddHosted<BrokerLocator>();
        services.AddSingleton<NudgeProducer>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<LiveEvents>();
        services.AddSingleton<JobItemPlanner>();
        services.AddHosted<WorkerHeartbeat>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>("database", tags: ["ready"]);
        return builder;
    }

    /// <summary>Reads a topic in this process. Handlers are those registered as <see cref="INudgeHandler"/> for it.</summary>
    public static WebApplicationBuilder AddLane(this WebApplicationBuilder builder, string topic)
    {
        var services = builder.Services;
        if (services.All(d => d.ServiceType != typeof(SweepRunner)))
        {
            services.AddCheckedOptions<LaneOptions>("Lanes");
            services.AddSingleton<GoneWorkers>();
            services.AddHosted<SweepRunner>();
            services.AddHealthChecks().AddCheck<LivenessCheck>("loops", tags: ["live"]);
        }

        services.AddSingleton(p => ActivatorUtilities.CreateInstance<LaneConsumer>(p, topic));
        services.AddSingleton<IHostedService>(p => p.GetServices<LaneConsumer>().Single(l => l.Topic == topic));
        return builder;
    }

    /// <summary>Lets <typeparamref name="THandler"/> do its job's items in the lane of <paramref name="topic"/>.</summary>
    public static WebApplicationBuilder AddJobItems<THandler>(this WebApplicationBuilder builder, string topic)
        where THandler : class, IJobItemHandler
    {
        builder.Services.AddKeyedSingleton<IJobItemHandler, THandler>(topic);
        return builder;
    }

    /// <summary>Runs the job items of a topic, at most <paramref name="capacity"/> at a time, with the handlers added to it.</summary>
    public static WebApplicationBuilder AddJobItemLane(this WebApplicationBuilder builder, string topic, int capacity)
    {
        builder.Services.TryAddSingleton<JobItemSql>();
        builder.Services.AddSingleton<INudgeHandler>(p =>
            ActivatorUtilities.CreateInstance<JobItemLane>(p, topic, capacity, p.GetKeyedServices<IJobItemHandler>(topic)));
        return builder.AddLane(topic);
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapSnsOpsHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", HealthReply.For("live")).DisableRateLimiting();
        app.MapHealthChecks("/health/ready", HealthReply.For("ready")).DisableRateLimiting();
    }

    /// <summary>A background service that others can ask for by its type.</summary>
    public static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(p => p.GetRequiredService<T>());
}
