using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using SnsOps.Sandbox.Comments;
using SnsOps.Sandbox.Control;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.Graph.Discussion;
using SnsOps.Sandbox.Graph.Facebook;
using SnsOps.Sandbox.Graph.Instagram;
using SnsOps.Sandbox.Graph.Limits;
using SnsOps.Sandbox.Graph.OAuth;
using SnsOps.Sandbox.Health;
using SnsOps.Sandbox.Ledger;
using SnsOps.Sandbox.Media;
using SnsOps.Sandbox.Messaging;
using SnsOps.Sandbox.Models;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.Webhooks;
using SnsOps.Sandbox.YouTube;
using SnsOps.Sandbox.YouTube.Discussion;
using SnsOps.Sandbox.YouTube.Limits;
using SnsOps.Sandbox.YouTube.OAuth;
using SnsOps.Sandbox.YouTube.Uploads;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox;

/// <summary>Puts the simulated platforms together. Tests host it in their own process.</summary>
public static class SandboxApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);     // videos
        AddLogs(builder);
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration("Sandbox").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        AddState(builder.Services);
        AddGraph(builder.Services);
        AddYouTube(builder.Services);
        builder.Services.AddSingleton<ModelDesk>();
        builder.Services.AddSingleton<ModelServer>();
        builder.Services.AddSingleton<MessageBox>().AddSingleton<SensServer>().AddSingleton<SlackServer>().AddSingleton<MailServer>();
        builder.Services.AddHostedService(p => p.GetRequiredService<MailServer>());

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ExplainAsync, SuppressDiagnosticsCallback = c => c.Exception is BadHttpRequestException });
        app.Services.GetRequiredService<Store>().Committed += app.Services.GetRequiredService<WebhookSender>().Observe;
        app.UseRouting();
        app.MapHealth();
        var control = app.MapGroup("/_sandbox");
        control.MapAccounts();
        control.MapFaults();
        control.MapComments();
        control.MapAudience();
        control.MapWebhooks();
        control.MapClock();
        control.MapFigures();
        control.MapModels();
        control.MapMessages();
        control.MapEffects();
        control.MapFallback("{**rest}", () => TypedResults.NotFound(new ControlError("There is no such control call.")));
        control.MapYouTubeControl();
        app.MapSignIn(control);
        var youTube = app.Services.GetRequiredService<YouTubeServer>();
        foreach (var path in YouTubeRoutes.Paths)
            app.Map(path, youTube.HandleAsync);
        app.Map("/sms/{**rest}", app.Services.GetRequiredService<SensServer>().HandleAsync);
        app.Map("/services/{**rest}", app.Services.GetRequiredService<SlackServer>().HandleAsync);
        app.Map("/llm/{**rest}", app.Services.GetRequiredService<ModelServer>().HandleAsync);
        var graph = app.Services.GetRequiredService<GraphServer>();
        app.MapFallback("{**path}", graph.HandleAsync);
        return app;
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss.fff "; });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // The server complains about each answer that a script truncates; what goes wrong in our own code is logged by the exception handler.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
    }

    private static void AddState(IServiceCollection services)
    {
        services.AddSingleton<SandboxClock>();
        services.AddSingleton<Store>();
        services.AddHostedService(p => p.GetRequiredService<Store>());
        services.AddSingleton<CommentPlayer>();
        services.AddHostedService(p => p.GetRequiredService<CommentPlayer>());
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(p => p.GetRequiredService<WebhookSender>());
        services.AddSingleton<FaultBook>();
        services.AddSingleton<SignInDesk>();
        services.AddSingleton<RefreshWatch>();
        services.AddSingleton<FigureBook>();
        services.AddSingleton<FaultyAnswer>();
    }

    private static void AddGraph(IServiceCollection services)
    {
        services.AddSingleton<MediaFetcher>();
        services.AddSingleton<AppCredentials>();
        services.AddSingleton<UsageMeter>();
        services.AddSingleton<CreateContainer>();
        services.AddSingleton<ContainerStatus>();
        services.AddSingleton<PublishContainer>();
        services.AddSingleton<PublishingLimit>();
        services.AddSingleton<PublishStatus>();
        services.AddSingleton<PublishPhoto>();
        services.AddSingleton<PublishVideo>();
        services.AddSingleton<ReceiveVideo>();
        services.AddSingleton<PublishStory>();
        services.AddSingleton<WriteComment>();
        services.AddSingleton<HideComment>();
        services.AddSingleton<SubscribedApps>();
        services.AddSingleton<DeleteNode>();
        services.AddSingleton<ExchangeToken>();
        services.AddSingleton<InspectToken>();
        services.AddSingleton<InstagramTokens>();
        services.AddSingleton<PageTokens>();
        services.AddSingleton<GraphRoutes>();
        services.AddSingleton<GraphServer>();
    }

    private static void AddYouTube(IServiceCollection services)
    {
        services.AddSingleton<QuotaBuckets>();
        services.AddSingleton<RefreshAccess>();
        services.AddSingleton<OpenUpload>();
        services.AddSingleton<ReceiveUpload>();
        services.AddSingleton<SimpleUpload>();
        services.AddSingleton<ListVideos>();
        services.AddSingleton<UpdateVideo>();
        services.AddSingleton<SetThumbnail>();
        services.AddSingleton<WriteComments>();
        services.AddSingleton<ModerateComments>();
        services.AddSingleton<YouTubeRoutes>();
        services.AddSingleton<YouTubeServer>();
    }

    /// <summary>Control calls that cannot be read get a reason; a fault of the sandbox itself looks like one of the platform's.</summary>
    private static Task ExplainAsync(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is not BadHttpRequestException bad)
            return FaultyAnswer.SendAsync(http, GraphErrors.UnknownServerError.Reply(), truncate: false);
        http.Response.StatusCode = bad.StatusCode;
        return http.Response.WriteAsJsonAsync(new ControlError(bad.InnerException?.Message ?? bad.Message));
    }
}
