using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.SignIn;

/// <summary>The platforms' sign-in pages: a script answers at once, otherwise a plain page asks who signs in and what they allow.</summary>
internal static class SignInDialog
{
    public static void MapSignIn(this IEndpointRouteBuilder app, IEndpointRouteBuilder control)
    {
        app.MapGet("/{version}/dialog/oauth", (HttpContext http, Store store, SignInDesk desk, IOptions<SandboxOptions> options) => Answer(SignInProvider.Meta, http, store, desk, options.Value.AppId));
        app.MapGet("/oauth/authorize", (HttpContext http, Store store, SignInDesk desk, IOptions<SandboxOptions> options) => Answer(SignInProvider.Instagram, http, store, desk, options.Value.InstagramAppId));
        app.MapGet("/o/oauth2/v2/auth", (HttpContext http, Store store, SignInDesk desk, IOptions<SandboxOptions> options) => Answer(SignInProvider.Google, http, store, desk, options.Value.GoogleClientId));
        control.MapPost("/sign-in", Ok<SignInScript> (SignInScript body, SignInDesk desk) => TypedResults.Ok(desk.Script = body));
        control.MapGet("/refreshes", (RefreshWatch watch) => TypedResults.Ok(new { refreshes = watch.All }));
    }

    private static IResult Answer(SignInProvider provider, HttpContext http, Store store, SignInDesk desk, string clientId)
    {
        var query = http.Request.Query;
        if (query["client_id"] != clientId || query["response_type"] != "code" || !Uri.TryCreate(query["redirect_uri"], UriKind.Absolute, out var redirect) || query["scope"].ToString().Length == 0)
            return Results.Text("Invalid request: check client_id, response_type, redirect_uri and scope.", statusCode: StatusCodes.Status400BadRequest);
        var asked = query["scope"].ToString().Split(provider == SignInProvider.Google ? ' ' : ',', StringSplitOptions.RemoveEmptyEntries);
        var people = store.World.Accounts.Values.Where(a => a.Platform == PlatformOf(provider)).OrderBy(a => a.Name, StringComparer.Ordinal).ToList();
        // Only what says who signs in answers by itself: a script for refreshes alone does not.
        if (desk.Script is { } script && (script.As is not null || script.Deny))
            return Decide(people.Find(p => p.Id == script.As), script.Deny, [.. asked.Where(s => script.Scopes?.Contains(s) ?? true)], script.Pages);
        return query["decision"].ToString() switch
        {
            "allow" => Decide(people.Find(p => p.Id == query["as"]), false, [.. asked.Where(s => query["allow"].Contains(s))], null),
            "deny" => Decide(null, true, [], null),
            _ => Results.Text(Page(http.Request.Query, people, asked), "text/html; charset=utf-8", Encoding.UTF8),
        };

        IResult Decide(Account? who, bool denies, string[] scopes, string[]? pages)
        {
            var answer = new Dictionary<string, string?> { ["state"] = query["state"] };
            if (denies || who is null)
                (answer["error"], answer["error_reason"]) = ("access_denied", provider == SignInProvider.Google ? null : "user_denied");
            else
                answer["code"] = desk.Issue(new SignedIn(provider, who, scopes, pages, redirect.OriginalString, query["code_challenge"].ToString() is { Length: > 0 } challenge ? challenge : null,
                    query["access_type"] == "offline" && query["prompt"] == "consent"));
            return Results.Redirect(QueryHelpers.AddQueryString(redirect.OriginalString, answer.Where(a => a.Value is not null)));
        }
    }

    private static Platform PlatformOf(SignInProvider provider) => provider switch
    {
        SignInProvider.Meta => Platform.Person,
        SignInProvider.Instagram => Platform.Instagram,
        _ => Platform.YouTube,
    };

    private static string Page(IQueryCollection query, IReadOnlyList<Account> people, string[] scopes)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\"><title>시험용 로그인</title><h1>시험용 플랫폼 로그인</h1><p>누구로 로그인하고 무엇을 허용할지 고르세요. 진짜 플랫폼이 아닙니다.</p><form>");
        foreach (var (name, value) in query)
            html.Append(CultureInfo.InvariantCulture, $"<input type=\"hidden\" name=\"{WebUtility.HtmlEncode(name)}\" value=\"{WebUtility.HtmlEncode(value)}\">");
        html.Append("<p><select name=\"as\">");
        foreach (var person in people)
            html.Append(CultureInfo.InvariantCulture, $"<option value=\"{person.Id}\">{WebUtility.HtmlEncode(person.Name)}</option>");
        html.Append("</select></p>");
        foreach (var scope in scopes)
            html.Append(CultureInfo.InvariantCulture, $"<p><label><input type=\"checkbox\" name=\"allow\" value=\"{WebUtility.HtmlEncode(scope)}\" checked> {WebUtility.HtmlEncode(scope)}</label></p>");
        return html.Append("<button name=\"decision\" value=\"allow\">허용</button> <button name=\"decision\" value=\"deny\">거부</button></form></html>").ToString();
    }
}
