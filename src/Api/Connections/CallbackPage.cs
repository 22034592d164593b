using System.Net;
using System.Net.Mime;

namespace SnsOps.Api.Connections;

/// <summary>A plain page for a person whose sign-in came to nothing: why, and the way back.</summary>
internal static class CallbackPage
{
    /// <summary>With status 400: nothing was connected.</summary>
    public static IResult Of(string code)
    {
        var failure = ConnectFailure.On(code);
        return Results.Text($"""
            <!doctype html>
            <html lang="ko">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>계정 연결</title><link rel="stylesheet" href="/style.css"></head>
            <body>
              <main class="card">
                <h1>계정을 연결하지 못했습니다</h1>
                <p>{WebUtility.HtmlEncode(failure.Text)}</p>
                <p lang="en" class="muted">{WebUtility.HtmlEncode(failure.TextEn)}</p>
                <p><a href="/#/accounts">계정 화면으로 · Back to the accounts</a></p>
              </main>
            </body>
            </html>
            """, MediaTypeNames.Text.Html, System.Text.Encoding.UTF8, StatusCodes.Status400BadRequest);
    }
}
