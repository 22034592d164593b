using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Comments;
using SnsOps.Sandbox.Graph.Limits;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.Webhooks;
using SnsOps.Sandbox.YouTube.Limits;

namespace SnsOps.Sandbox.Control;

/// <summary>Accounts, their tokens, and starting over.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder control)
    {
        control.MapPost("/accounts", SaveAsync);
        control.MapGet("/accounts", List);
        control.MapPost("/tokens", ChangeTokensAsync);
        control.MapPost("/reset", ResetAsync);
    }

    private static async Task<Results<Ok<AccountView>, BadRequest<ControlError>>> SaveAsync(NewAccount body, Store store)
    {
        if (string.IsNullOrWhiteSpace(body.Id) || body.Id.Any(c => !IsOfId(body.Platform, c)) || string.IsNullOrWhiteSpace(body.Name) || string.IsNullOrWhiteSpace(body.Token))
            return TypedResults.BadRequest(new ControlError("id (digits; on YouTube letters, digits, - and _), name and token are required"));
        var world = store.World;
        if (world.Find(body.Id) is { } existing && (existing is not Account known || known.Platform != body.Platform))
            return TypedResults.BadRequest(new ControlError($"{body.Id} is already something else"));
        var username = body.Username ?? $"{body.Platform.ToString().ToLowerInvariant()}_{body.Id}";
        var account = world.Accounts.GetValueOrDefault(body.Id);
        lock (account?.Gate ?? new Lock())
        {
            store.Commit(world, new AccountSaved(body.Platform, body.Id, body.Name, username, body.Followers, body.ClientLabel, body.PublishQuota, body.Pages, body.Instagram));
            store.Commit(world, new TokenSaved(body.Token, body.Id, body.IssuedAt ?? store.Clock.GetUtcNow(), body.ExpiresAt, TokenState.Valid,
                body.Platform == Platform.YouTube ? TokenGrant.YouTubeScopes : TokenGrant.AllScopes));
        }
        await store.FlushedAsync();
        return TypedResults.Ok(AccountView.Of(world.Accounts[body.Id]));
    }

    private static bool IsOfId(Platform platform, char c) => char.IsAsciiDigit(c) || (platform == Platform.YouTube && (char.IsAsciiLetter(c) || c is '-' or '_'));

    private static Ok<AccountView[]> List(Store store) => TypedResults.Ok(store.World.Accounts.Values.Select(AccountView.Of).ToArray());

    private static async Task<Results<NoContent, BadRequest<ControlError>>> ChangeTokensAsync(TokenChange body, Store store)
    {
        var world = store.World;
        var grants = world.Tokens.Where(t => body.Token is null ? t.Account.Id == body.AccountId || t.PersonId == body.AccountId : t.Token == body.Token).ToList();
        if (grants.Count == 0)
            return TypedResults.BadRequest(new ControlError("no such token or account_id"));
        foreach (var grant in grants)
            lock (grant.Account.Gate)
                store.Commit(world, grant.Saved(body.State, body.ExpiresAt, body.Scopes));
        await store.FlushedAsync();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResetAsync(Store store, Faults.FaultBook faults, UsageMeter usage, QuotaBuckets quota, CommentPlayer player, WebhookSender webhooks, Figures.FigureBook figures, SignInDesk signIns, RefreshWatch refreshes)
    {
        store.Reset();
        faults.Clear();
        usage.Reset();
        quota.Reset();
        figures.Reset();
        player.Forget();
        signIns.Forget();
        refreshes.Forget();
        webhooks.Forget();
        await store.FlushedAsync();
        return TypedResults.NoContent();
    }
}

/// <summary>An account as the control API shows it.</summary>
internal sealed record AccountView(Platform Platform, string Id, string Name, string Username, long Followers, string? ClientLabel, int Posts)
{
    public static AccountView Of(Account account) => new(
        account.Platform, account.Id, account.Name, account.Username, account.Followers, account.ClientLabel, account.Posts.CountVisible());
}
