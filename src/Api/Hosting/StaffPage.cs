using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.ResponseCompression;

namespace SnsOps.Api.Hosting;

/// <summary>Serves the page from wwwroot with a strict content security policy.</summary>
/// <remarks>An import map is inline by nature, so the policy names its hash, computed at the start from the file itself.</remarks>
internal static class StaffPage
{
    private const string MapBegin = "<script type=\"importmap\">";
    private const string MapEnd = "</script>";

    /// <summary>The page's own files travel small; answers of the Api stay as they are.</summary>
    public static void AddStaffPage(this IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;          // nothing secret is in these files
        compression.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
        compression.Providers.Add<GzipCompressionProvider>();
    });

    public static void UseStaffPage(this WebApplication app)
    {
        var policy = Policy(app.Environment.WebRootFileProvider.GetFileInfo("index.html") is { Exists: true } file ? ReadAll(file) : "");
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), page => page.UseResponseCompression());
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            // Small files, revalidated by ETag: a new version is seen at the next load.
            OnPrepareResponse = served => served.Context.Response.Headers.CacheControl = "no-cache",
        });
    }

    /// <summary>Everything from ourselves, nothing from anywhere else.</summary>
    internal static string Policy(string index)
    {
        var begin = index.IndexOf(MapBegin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : index.IndexOf(MapEnd, begin, StringComparison.Ordinal);
        var hash = end < 0 ? "" : $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(index[(begin + MapBegin.Length)..end])))}'";
        return $"default-src 'self'; script-src 'self'{hash}; img-src 'self' data:; connect-src 'self'; font-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    }

    private static string ReadAll(Microsoft.Extensions.FileProviders.IFileInfo file)
    {
        using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
