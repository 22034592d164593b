using System.Net.Http.Json;
using Dapper;

namespace SnsOps.Benchmarks.Api;

/// <summary>An agency after a few years: a hundred thousand contents, a million comments, and one of its staff.</summary>
/// <param name="Clients">Those the operator works for.</param>
/// <param name="User">The operator.</param>
/// <param name="Content">One content.</param>
/// <param name="Comment">One comment.</param>
internal sealed record ApiLoad(Guid[] Clients, Guid User, Guid Content, Guid Comment)
{
    /// <summary>In one comment of two thousand.</summary>
    public const string RareWord = "환불문의";

    private const int AllClients = 20, AccountsOfClient = 3, CommentsAtOnce = 100_000;
    private const string Password = "온기카페-벤치-비밀번호-1";

    /// <summary>Writes it.</summary>
    public static async Task<ApiLoad> WriteAsync(BenchFleet fleet, int contents, int comments, CancellationToken ct)
    {
        await fleet.RunApiVerbAsync(new Dictionary<string, string?> { ["BENCH_PASSWORD"] = Password }, ct, "create-admin", "--email", "admin@api.example", "--password-env", "BENCH_PASSWORD");
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into clients (id, name) select md5('c' || n)::uuid, '고객사 ' || n from generate_series(1, @AllClients) n;
            insert into platform_accounts (id, client_id, platform, platform_account_id, name)
            select md5('a' || n || '-' || k)::uuid, md5('c' || n)::uuid, (array['instagram', 'facebook', 'youtube'])[k]::platform, n || '-' || k, '계정 ' || n || '-' || k
              from generate_series(1, @AllClients) n, generate_series(1, @AccountsOfClient) k;
            insert into users (id, email, name, role, password_hash) select md5('u')::uuid, 'operator@api.example', '김하늘', 'operator', password_hash from users where email = 'admin@api.example';
            insert into client_members (client_id, user_id) select md5('c' || n)::uuid, md5('u')::uuid from generate_series(1, 5) n
            """, new { AllClients, AccountsOfClient }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at, created_at)
            select md5('k' || i)::uuid, md5('c' || 1 + i % @AllClients)::uuid, '가을 신메뉴 안내 ' || i, '단호박 라떼가 나왔어요. 이번 주말까지 1+1 행사를 합니다. ' || i, 'approved', sha256('x'), t, t at time zone 'Asia/Seoul', 'Asia/Seoul',
                   md5('u')::uuid, (select id from users where email = 'admin@api.example'), t, t
              from generate_series(1, @contents) i, lateral (select snsops.now() - i * interval '5 minutes' as t) as its;
            insert into content_targets (client_id, content_id, account_id) select c.client_id, c.id, a.id from contents c join platform_accounts a on a.client_id = c.client_id and a.platform = 'facebook';
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, published_at, platform_post_id, read_backs)
            select md5('p' || c.id)::uuid, c.client_id, c.id, a.id, 'facebook', 'facebook_text', 'published', 1, c.seal, c.scheduled_at, interval '60 minutes', c.scheduled_at, c.scheduled_at, c.scheduled_at, c.id::text, 2
              from contents c join platform_accounts a on a.client_id = c.client_id and a.platform = 'facebook'
            """, new { AllClients, contents }, commandTimeout: 600, cancellationToken: ct));
        BenchReport.Progress($"{contents:N0} contents are there");
        for (var from = 0; from < comments; from += CommentsAtOnce)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at, announced_at, scored_at, sentiment, score, sentiment_model)
                select md5('m' || i)::uuid, md5('c' || 1 + i % @AllClients)::uuid, md5('a' || 1 + i % @AllClients || '-' || 1 + i / @AllClients % @AccountsOfClient)::uuid,
                       (array['instagram', 'facebook', 'youtube'])[1 + i / @AllClients % @AccountsOfClient]::platform, 'm' || i, 'p' || i % 5000, '손님' || i % 997,
                       (array['라떼가 진짜 맛있어요', '직원분이 불친절해서 기분이 안 좋았어요', '주차 되나요?', '사진보다 훨씬 예뻐요', '오래 기다렸는데 별로였어요'])[1 + i % 5] || case when i % 2000 = 7 then ' ' || @RareWord else '' end,
                       snsops.now() - i * interval '30 seconds', snsops.now(), snsops.now(), snsops.now(), (array['positive', 'negative', 'neutral', 'positive', 'negative'])[1 + i % 5]::sentiment, 0.9, 'bench'
                  from generate_series(@from + 1, @from + @CommentsAtOnce) i
                """, new { AllClients, AccountsOfClient, RareWord, from, CommentsAtOnce }, commandTimeout: 600, cancellationToken: ct));
            BenchReport.Progress($"{from + CommentsAtOnce:N0} comments are there");
        }

        await connection.ExecuteAsync(new CommandDefinition("vacuum analyze comments_inbox; ", commandTimeout: 600, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("vacuum analyze contents; ", commandTimeout: 600, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("vacuum analyze publications; ", commandTimeout: 600, cancellationToken: ct));
        var ids = await connection.QuerySingleAsync<(Guid User, Guid Content, Guid Comment)>("select md5('u')::uuid, md5('k20')::uuid, md5('m20')::uuid");
        return new ApiLoad([.. await connection.QueryAsync<Guid>("select md5('c' || n)::uuid from generate_series(1, 5) n")], ids.User, ids.Content, ids.Comment);
    }

    /// <summary>The operator's token, good for a quarter of an hour.</summary>
    public static async Task<string> SignInAsync(HttpClient http, CancellationToken ct)
    {
        using var answer = (await http.PostAsJsonAsync("/v1/auth/login", new { email = "operator@api.example", password = Password }, ct)).EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(ct))!["access_token"]!;
    }
}
