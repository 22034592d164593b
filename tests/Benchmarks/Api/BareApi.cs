using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.Database;

namespace SnsOps.Benchmarks.Api;

/// <summary>Endpoints that run the Api's statements and write the Api's bytes, and do nothing else. A process of its own.</summary>
internal static class BareApi
{
    /// <summary>Where the database is: in the environment, as it has a password.</summary>
    public const string ConnectionVariable = "BENCH_CONNECTION";

    /// <summary>Serves the reads of <paramref name="load"/> at /0, /1, … until it is told to end; each has to be given its bytes first.</summary>
    public static async Task RunAsync(int port, ApiLoad load, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"]);
        builder.Logging.ClearProviders();
        await using var database = DatabaseSetup.Open(Environment.GetEnvironmentVariable(ConnectionVariable)!, "bench-bare-api");
        await using var app = builder.Build();
        var reads = ApiRead.Mix(database, load);
        var bodies = new byte[reads.Length][];
        for (var i = 0; i < reads.Length; i++)
        {
            var n = i;
            app.MapPut($"/{n}", async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                bodies[n] = body.ToArray();
            });
            app.MapGet($"/{n}", async context =>
            {
                await reads[n].RunAsync(context.RequestAborted);
                context.Response.ContentType = "application/json; charset=utf-8";
                context.Response.ContentLength = bodies[n].Length;
                await context.Response.Body.WriteAsync(bodies[n], context.RequestAborted);
            });
        }

        await BareServer.ServeAsync(app, ct);
    }
}
