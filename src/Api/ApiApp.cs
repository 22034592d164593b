using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Serilog.Extensions.Logging;
using SnsOps.Api.Accounts;
using SnsOps.Api.Approvals;
using SnsOps.Api.ApiKeys;
using SnsOps.Api.Audit;
using SnsOps.Api.Auth;
using SnsOps.Api.BestTimes;
using SnsOps.Api.Calendar;
using SnsOps.Api.Clients;
using SnsOps.Api.Comments;
using SnsOps.Api.Connections;
using SnsOps.Api.Contacts;
using SnsOps.Api.Contents;
using SnsOps.Api.Copy;
using SnsOps.Api.CrisisRules;
using SnsOps.Api.Deliveries;
using SnsOps.Api.Drafts;
using SnsOps.Api.Holds;
using SnsOps.Api.Hosting;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Inbox;
using SnsOps.Api.Incidents;
using SnsOps.Api.Insights;
using SnsOps.Api.Knowledge;
using SnsOps.Api.Live;
using SnsOps.Api.LlmUsage;
using SnsOps.Api.Media;
using SnsOps.Api.Notifications;
using SnsOps.Api.Operations;
using SnsOps.Api.Platforms;
using SnsOps.Api.Previews;
using SnsOps.Api.Presence;
using SnsOps.Api.Problems;
using SnsOps.Api.Publications;
using SnsOps.Api.Questions;
using SnsOps.Api.RateLimits;
using SnsOps.Api.Reports;
using SnsOps.Api.Sentiment;
using SnsOps.Api.Snapshots;
using SnsOps.Api.Today;
using SnsOps.Api.Users;
using SnsOps.Api.Webhooks;
using SnsOps.Shared.Deliveries;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Knowledge;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api;

/// <summary>The Api, put together. Program.cs runs it; tests build it with their own settings.</summary>
public static class ApiApp
{
    private const long MostBytes = 9 * 1024 * 1024;

    /// <summary>Builds the application; <paramref name="configure"/> may change settings first.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        configure?.Invoke(builder);
        builder.AddSnsOps("api");
        // These lines would show query strings, and with them tokens and tickets, whatever the settings say.
        builder.Logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // A message to a page is a write of its own: handing each to another thread costs a seventh of what sending it does. Nothing here blocks where it is called.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
        });
        builder.AddMeta();
        builder.AddGoogle();
        builder.AddKnowledge();
        AddWeb(builder.Services);
        AddFeatures(builder.Services);
        var app = builder.Build();
        Use(app);
        Map(app);
        return app;
    }

    private static void AddWeb(IServiceCollection services)
    {
        services.AddCheckedOptions<AuthOptions>("Auth");
        // Not AddAuthentication: it brings data protection and its key files, which nothing here uses.
        services.AddAuthenticationCore(o => o.DefaultScheme = BearerHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        Roles.AddPolicies(services);
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            o.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            o.SerializerOptions.MaxDepth = 32;
            o.SerializerOptions.Converters.Add(new InstantConverter());
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddProblemDetails(o => o.CustomizeProblemDetails = ProblemAnswers.Complete);
        services.AddExceptionHandler<FaultHandler>();
        services.AddValidation();
        services.AddStaffPage();
        services.AddSnsOpsOpenApi();
        services.AddOutputCache();
        services.AddRateLimits();
    }

    private static void AddFeatures(IServiceCollection services)
    {
        services.AddSingleton<AccessTokens>().AddSingleton<Passwords>().AddSingleton<CallerSql>().AddSingleton<SessionSql>().AddSingleton<TicketSql>();
        services.AddSingleton<ApiKeySql>().AddSingleton<AuditSql>();
        services.AddSingleton<UserSql>().AddSingleton<ClientSql>().AddSingleton<AccountSql>().AddSingleton<PastedTokens>().AddSingleton<MediaSql>();
        services.AddAccountConnections();
        services.AddSingleton<ContentSql>().AddSingleton<ContentEditSql>().AddSingleton<ReviewSql>().AddSingleton<ScheduleSql>().AddSingleton<PublicationSql>();
        services.AddSingleton<PolicySql>().AddSingleton<QueueSql>().AddSingleton<HistorySql>().AddSingleton<ReviewPreviewSql>().AddSingleton<LinkSql>();
        services.AddSingleton<StorySql>().AddSingleton<RetrySql>().AddSingleton<FailureSql>().AddSingleton<AtRiskSql>().AddSingleton<HoldSql>();
        services.AddSingleton<KnowledgeSql>().AddSingleton<KnowledgeEditSql>().AddSingleton<DraftSql>().AddSingleton<QuestionSql>().AddSingleton<CopySql>().AddSingleton<MetadataSql>();
        services.AddSingleton<ReplySql>().AddSingleton<ActionSql>().AddSingleton<OutcomeWriter>();
        services.AddSingleton<IncidentBrakeSql>().AddSingleton<CrisisRuleSql>().AddSingleton<CorrectionSql>().AddSingleton<AccuracySql>().AddSingleton<BestTimeSql>();
        services.AddCheckedOptions<InboxOptions>("Inbox");
        services.AddSingleton<InboxSql>().AddSingleton<InboxChangeSql>().AddSingleton<NoteSql>().AddSingleton<AnsweringSql>().AddSingleton<InboxExportSql>().AddSingleton<SavedReplySql>().AddSingleton<ResponseTimeSql>();
        services.AddHosted<LaterReplies>();
        services.AddSingleton<TodaySql>().AddSingleton<CalendarSql>().AddSingleton<InsightSql>().AddSingleton<PreviewSql>();
        services.AddSingleton<CommentSql>().AddSingleton<IncidentSql>().AddSingleton<NotificationSql>().AddSingleton<ReportSql>().AddSingleton<OperationSql>().AddSingleton<JobSql>().AddSingleton<DeadLetterSql>().AddSingleton<FleetSql>().AddSingleton<ExternalCallViews>().AddSingleton<PlatformSql>().AddSingleton<LlmUsageSql>().AddSingleton<SnapshotSql>().AddSingleton<IdempotencySql>();
        services.AddCheckedOptions<MediaOptions>("Media");
        services.AddCheckedOptions<WebhookOptions>("Webhooks");
        services.AddSingleton<MetaSignature>().AddSingleton<WebhookSql>().AddSingleton<CoverageSql>();
        services.AddCheckedOptions<LiveOptions>("Live");
        services.AddSingleton<EventSql>().AddSingleton<EventSignal>().AddSingleton<LiveHub>().AddSingleton<LiveAdmission>();
        services.AddCheckedOptions<ContactOptions>("Contacts").AddCheckedOptions<SlackOptions>("Slack");
        services.AddSingleton<ContactSql>().AddSingleton<ProofSql>().AddSingleton<SettingSql>().AddSingleton<DeliverySql>().AddSingleton<PresenceSql>();
        services.AddHosted<PresenceKeeper>();
        services.AddHosted<EventPump>();
        services.AddHosted<LiveTidier>();
        services.AddHostedService(p => ActivatorUtilities.CreateInstance<BroadcastConsumer>(p, Topics.Events, (Action)p.GetRequiredService<EventSignal>().Pulse));
    }

    private static void Use(WebApplication app)
    {
        app.UseCorrelation();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => context.HttpContext.Request.Path.StartsWithSegments("/ws", StringComparison.Ordinal)
            ? Task.CompletedTask
            : ProblemAnswers.WriteAsync(context.HttpContext, ProblemAnswers.ForStatus(context.HttpContext.Response.StatusCode).Plain()));
        app.UseStaffPage();
        app.UseRouting();
        GatheringStream.Use(app);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseOutputCache();
        app.UseMiddleware<ApiKeyGate>();
        app.UseActing();
        app.UseMiddleware<IdempotencyMiddleware>();
    }

    private static void Map(WebApplication app)
    {
        app.MapSnsOpsHealth();
        app.MapOpenApi("/openapi/{documentName}.json").CacheOutput(p => p.Expire(TimeSpan.FromDays(1)));       // made from the code, a third of a second each time
        app.MapProblems();
        app.MapAuth();
        app.MapUsers();
        app.MapApiKeys();
        app.MapAudit();
        app.MapClients();
        app.MapAccounts();
        app.MapConnections();
        app.MapMedia();
        app.MapToday();
        app.MapCalendar();
        app.MapInsights();
        app.MapContents();
        app.MapApprovals();
        app.MapPreviews();
        app.MapPublications();
        app.MapHolds();
        app.MapComments();
        app.MapReplies();
        app.MapActions();
        app.MapInbox();
        app.MapSavedReplies();
        app.MapBusinessHours();
        app.MapMetaWebhooks();
        app.MapKnowledge();
        app.MapDrafts();
        app.MapQuestions();
        app.MapCopy();
        app.MapIncidents();
        app.MapCrisisRules();
        app.MapSentiment();
        app.MapBestTimes();
        app.MapNotifications();
        app.MapNotificationSettings();
        app.MapContacts();
        app.MapConfirmPage();
        app.MapDeliveries();
        app.MapPresence();
        app.MapReports();
        app.MapOperations();
        app.MapSnapshots();
        app.MapPlatforms();
        app.MapLlmUsage();
        app.MapLive();
    }
}
