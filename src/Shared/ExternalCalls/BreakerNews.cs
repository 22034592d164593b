using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Tells admins, and the managers of clients with accounts there, that a platform has stopped answering, and that it answers again.</summary>
/// <param name="Scope">The breaker.</param>
/// <param name="Name">Korean, what people call the system.</param>
/// <param name="Platforms">Whose accounts are concerned.</param>
internal sealed record BreakerNews(string Scope, string Name, string[] Platforms)
{
    /// <summary>Of a breaker's scope, such as meta:graph.facebook.com.</summary>
    public static BreakerNews Of(string scope) => scope.Split(':')[0] switch
    {
        "meta" => new(scope, "인스타그램·페이스북", ["instagram", "facebook"]),
        "google" => new(scope, "유튜브", ["youtube"]),
        _ => new(scope, scope, []),
    };

    /// <summary>The row says what people know: whoever changes that tells them, in the same statement.</summary>
    /// <returns>How many were told.</returns>
    public Task<int> TellAsync(NpgsqlConnection connection, CancellationToken ct) => connection.QuerySingleAsync<int>(new CommandDefinition($"""
        with turned as (
            update api_breakers set told_open = open_until is not null where scope = @Scope and told_open <> (open_until is not null)
            returning told_open, failures, coalesce(last_error, '-') as last_error),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, null, n.kind, n.title, n.message, n.priority, jsonb_build_object('scope', @Scope)
              from turned t
             cross join lateral (values
                    (true, 'platform.silent', @Name || ': 응답이 없어 발송을 멈췄습니다',
                     format('호출이 %s번 잇달아 실패했습니다(마지막: %s). 예약된 게시물은 그대로 기다리며, 다시 응답하면 저절로 이어집니다. 따로 하실 일은 없습니다.', t.failures, t.last_error), 'high'),
                    (false, 'platform.back', @Name || ': 다시 응답합니다',
                     '멈췄던 발송을 이어 갑니다. 그사이 예약 시각이 지난 게시물은 유예 시간 안이면 지금 나가고, 넘겼으면 놓친 게시로 알려 드립니다.', 'normal')
                   ) as n (told_open, kind, title, message, priority)
              join users u on u.active and (u.role = 'admin' or (u.role = 'manager' and exists (
                    select from client_members m join platform_accounts a on a.client_id = m.client_id
                     where m.user_id = u.id and a.state = 'active' and a.platform = any(@Platforms::platform[]))))
             where n.told_open = t.told_open
            returning id, user_id, title, message, priority, reference),
        {Notice.ToldLive}
        select count(*)::int from told
        """, this, cancellationToken: ct));
}
