using System.Security.Cryptography;
using System.Text;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>Tokens of pages, asked for with a person's: without an end of their own, and dead with the person's grant. https://developers.facebook.com/docs/pages-api/getting-started</summary>
internal sealed class PageTokens(Store store)
{
    /// <summary>The token a person's token gives for a page: the same each time.</summary>
    public string Of(GraphCall call, Account page)
    {
        var person = call.Grant!;
        var token = "EAAP" + Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(person.Token), Encoding.UTF8.GetBytes(page.Id)));
        if (!call.World.TryGetToken(token, out _))
            lock (page.Gate)
                store.Commit(call.World, new TokenSaved(token, page.Id, call.Now, null, TokenState.Valid, person.Scopes, person.Account.Id));
        return token;
    }

    /// <summary>GET /me/accounts: the pages a person chose, a hundred at a time at most.</summary>
    public GraphReply List(GraphCall call)
    {
        var fields = (call.Parameters["fields"] ?? "id,name,access_token").Replace("{id,username}", "", StringComparison.Ordinal).Split(',');
        if (Array.Find(fields, f => f is not ("id" or "name" or "access_token" or "tasks" or "instagram_business_account")) is { } unknown)
            throw GraphErrors.UnknownField(unknown, "Page").Thrown();
        if (!call.Grant!.Scopes.Contains("pages_show_list"))
            return GraphReply.Json(json => { json.WriteStartObject(); json.WriteStartArray("data"); json.WriteEndArray(); json.WriteEndObject(); });
        var limit = int.TryParse(call.Parameters["limit"], out var asked) ? Math.Clamp(asked, 1, 100) : 25;
        var after = int.TryParse(call.Parameters["after"], out var from) ? from : 0;
        var pages = Tokens.PagesOf(call.World, call.Grant!).ToList();
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var page in pages.Skip(after).Take(limit))
            {
                json.WriteStartObject();
                json.WriteString("id", page.Id);
                json.WriteString("name", page.Name);
                if (fields.Contains("access_token"))
                    json.WriteString("access_token", Of(call, page));
                if (fields.Contains("instagram_business_account") && call.Grant!.Scopes.Contains("instagram_basic") && page.Instagram is { } id && call.World.Accounts.TryGetValue(id, out var instagram))
                {
                    json.WriteStartObject("instagram_business_account");
                    json.WriteString("id", instagram.Id);
                    json.WriteString("username", instagram.Username);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (after + limit < pages.Count)
            {
                json.WriteStartObject("paging");
                json.WriteString("next", $"{call.BaseUrl}me/accounts?fields={Uri.EscapeDataString(call.Parameters["fields"] ?? "")}&limit={limit}&after={after + limit}");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }
}
