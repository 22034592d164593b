using System.Text.RegularExpressions;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Hosting;

/// <summary>Begins the correlation of a request: the caller's id when it is a sane one, else the trace id; told back in the answer.</summary>
internal static partial class RequestContext
{
    private const string Header = "X-Correlation-Id";

    public static void UseCorrelation(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var given = context.Request.Headers[Header].ToString();
        Correlation.Begin(Sane().IsMatch(given) ? given : null);
        context.Response.Headers[Header] = Correlation.Current;
        return next(context);
    });

    [GeneratedRegex("^[A-Za-z0-9._-]{8,64}$")]
    private static partial Regex Sane();
}
