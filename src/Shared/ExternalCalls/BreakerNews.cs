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
    /// <summary>What it means for people, and that there is nothing to do.</summary>
    public string Silent { get; private init; } = "예약된 게시물은 그대로 기다리며, 다시 응답하면 저절로 이어집니다. 따로 하실 일은 없습니다.";

    /// <summary>What happens once it answers.</summary>
    public string Back { get; private init; } = "멈췄던 발송을 이어 갑니다. 그사이 예약 시각이 지난 게시물은 유예 시간 안이면 지금 나가고, 넘겼으면 놓친 게시로 알려 드립니다.";

    /// <summary>What it no longer gets.</summary>
    public string What { get; private init; } = "발송을 멈췄습니다";

    /// <summary>Of a breaker's scope, such as meta:graph.facebook.com.</summary>
    public static BreakerNews Of(string scope) => scope.Split(':')[0] switch
    {
        "meta" => new(scope, "인스타그램·페이스북", ["instagram", "facebook"]),
        "google" => new(scope, "유튜브", ["youtube"]),
        "llm" => new(scope, $"AI 모델 제공사({scope[4..]})", [])
        {
            What = "요청을 멈췄습니다", Silent = "그동안은 다음 제공사가, 모두 멈추면 내장 엔진이 대신 씁니다. 오래 이어지면 API 키와 제공사의 상태를 확인하세요.", Back = "다시 원래 순서대로 요청합니다.",
        },
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
                    (true, 'platform.silent', @Name || ': 응답이 없어 ' || @What,
                     format('호출이 %s번 잇달아 실패했습니다(마지막: %s). ', t.failures, t.last_error) || @Silent, 'high'),
                    (false, 'platform.back', @Name || ': 다시 응답합니다',
                     @Back, 'normal')
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
