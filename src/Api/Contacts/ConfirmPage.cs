using System.Net;
using System.Net.Mime;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Contacts;

/// <summary>The page a link in a mail opens. Opening it does nothing, as mail programs do that by themselves: the button does.</summary>
internal static class ConfirmPage
{
    public static void MapConfirmPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/confirm-email", Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/confirm-email", ConfirmAsync).AllowAnonymous().RequireRateLimiting(AuthEndpoints.RateLimit).ExcludeFromDescription();
    }

    private static IResult Show(HttpContext context) => Page(context, StatusCodes.Status200OK, "이메일 주소 확인", $"""
        <p>이 주소로 SnsOps의 알림이나 리포트를 받으시겠습니까?</p>
        <p lang="en" class="muted">Receive messages from SnsOps at your address?</p>
        <form method="post" action="/confirm-email"><input type="hidden" name="token" value="{WebUtility.HtmlEncode(context.Request.Query["token"])}"><button class="primary">확인 · Confirm</button></form>
        """);

    private static async Task<IResult> ConfirmAsync(HttpContext context, ProofSql proofs, CancellationToken ct)
    {
        var token = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(ct))["token"].ToString() : "";
        return token.Length is > 0 and < 200 && await proofs.TryLinkAsync(token, ct)
            ? Page(context, StatusCodes.Status200OK, "확인되었습니다", """<p>이제 이 주소로 보내 드립니다. 이 창은 닫으셔도 됩니다.</p><p lang="en" class="muted">Done. You may close this page.</p>""")
            : Page(context, StatusCodes.Status400BadRequest, "쓸 수 없는 링크입니다",
                """<p>이미 쓴 링크이거나 시간이 지났습니다. 필요하면 확인 메일을 다시 부탁하세요.</p><p lang="en" class="muted">The link was used before, or its time is over. Ask for another one.</p>""");
    }

    private static IResult Page(HttpContext context, int status, string title, string body)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text($"""
            <!doctype html>
            <html lang="ko">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{title}</title><link rel="stylesheet" href="/style.css"></head>
            <body><main class="card"><h1>{title}</h1>{body}</main></body>
            </html>
            """, MediaTypeNames.Text.Html, System.Text.Encoding.UTF8, status);
    }
}
