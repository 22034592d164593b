using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph;

/// <summary>One Graph request on its way through the sandbox.</summary>
internal sealed class GraphCall
{
    private GraphCall(HttpContext http, World world, SandboxClock clock, GraphParameters parameters, string? version, string[] segments)
    {
        (Http, World, Clock, Parameters, RequestedVersion, Segments) = (http, world, clock, parameters, version, segments);
        Version = GraphVersions.Answering(version, clock.GetUtcNow());
    }

    public HttpContext Http { get; }

    public World World { get; }

    public SandboxClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public GraphParameters Parameters { get; }

    public string? RequestedVersion { get; }

    /// <summary>The version that answers; null if the one asked for never was.</summary>
    public string? Version { get; }

    /// <summary>The path below the version.</summary>
    public string[] Segments { get; }

    public string Method => Http.Request.Method;

    public string Edge => Segments.Length > 1 ? Segments[1] : "";

    /// <summary>The edge, and for uploads in phases which one, such as videos:finish.</summary>
    public string Phase => Parameters["upload_phase"] is { Length: > 0 } phase ? $"{Edge}:{phase}" : Edge;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The token the call carries and what it stands for.</summary>
    public TokenGrant? Grant { get; set; }

    /// <summary>What the path's id names.</summary>
    public Node? Node { get; set; }

    /// <summary>What a page's own token is for this caller.</summary>
    public string? PageToken { get; set; }

    /// <summary>Of a call that renews a token: that it is under way.</summary>
    public IDisposable? Renewing { get; set; }

    /// <summary>The scripted fault this call was picked for.</summary>
    public Fault? Fault { get; set; }

    /// <summary>A time as this call's answer tells it: the platform's clock may be wrong.</summary>
    public DateTimeOffset Told(DateTimeOffset time) => time + (Fault?.Skew ?? TimeSpan.Zero);

    /// <summary>What everything counts.</summary>
    public FigureBook Figures => Http.RequestServices.GetRequiredService<FigureBook>();

    /// <summary>How the caller can recognise its request in the ledger.</summary>
    public string RequestId
    {
        get
        {
            var headers = Http.Request.Headers;
            if (headers.TryGetValue("X-Request-Id", out var id) && id.Count == 1)
                return id.ToString();
            return headers.TraceParent is [{ Length: 55 } trace] ? trace.Substring(3, 32) : GraphError.NewTraceId();
        }
    }

    /// <summary>Scheme, host and version, for `paging.next`.</summary>
    public string BaseUrl => $"{Http.Request.Scheme}://{Http.Request.Host}/{(RequestedVersion is null ? "" : RequestedVersion + "/")}";

    public static async ValueTask<GraphCall> ReadAsync(HttpContext http, World world, SandboxClock clock)
    {
        var segments = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var version = segments.Length > 0 && GraphVersions.LooksLikeVersion(segments[0]) ? segments[0] : null;
        var parameters = await GraphParameters.ReadAsync(http.Request);
        return new GraphCall(http, world, clock, parameters, version, version is null ? segments : segments[1..]);
    }
}
