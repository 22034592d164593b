using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Questions;

/// <summary>Two clients of an agency in a database: one whose data questions are asked about, and one whose data must never be seen.</summary>
/// <remarks>Made by formulas, the same in every run, around one day that is "today".</remarks>
public sealed class QuestionWorld
{
    /// <summary>Stands in each text of the other client.</summary>
    public const string Canary = "카나리아";

    /// <summary>The figure of the other client, in all of its figures.</summary>
    public const string CanaryFigure = "987654321";

    /// <summary>When the questions are asked: a Wednesday in Seoul.</summary>
    public static readonly DateOnly Today = new(2026, 11, 18);

    private QuestionWorld(Guid mine, Guid foreign) => (Mine, Foreign) = (mine, foreign);

    /// <summary>The asker's client.</summary>
    public Guid Mine { get; }

    /// <summary>The other one.</summary>
    public Guid Foreign { get; }

    /// <summary>Fills an empty migrated database.</summary>
    public static async Task<QuestionWorld> MakeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var world = new QuestionWorld(Guid.Parse("01990000-0000-7000-8000-00000000000a"), Guid.Parse("01990000-0000-7000-8000-00000000000b"));
        await connection.ExecuteAsync(new CommandDefinition(Partitions, cancellationToken: ct));
        foreach (var (client, name, mark) in new[] { (world.Mine, "온기카페", ""), (world.Foreign, "비밀치과 " + Canary, Canary + " ") })
            await connection.ExecuteAsync(new CommandDefinition(Rows, new { client, name, mark, seed = mark.Length, figure = mark.Length == 0 ? (long?)null : long.Parse(CanaryFigure, System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("analyze comments_inbox, publications, contents, analytics_snapshots, comment_replies", cancellationToken: ct));
        return world;
    }

    private const string Partitions = """
        do $$
        declare month date;
        begin
            foreach month in array array['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01']::date[] loop
                if to_regclass('analytics_snapshots_' || to_char(month, 'YYYYMM')) is null then
                    execute format('create table analytics_snapshots_%s partition of analytics_snapshots for values from (%L) to (%L)', to_char(month, 'YYYYMM'), month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
                end if;
            end loop;
        end $$
        """;

    private const string Rows = """
        insert into clients (id, name) values (@client, @name);
        create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$ select md5(kind || ':' || n)::uuid $$;
        create function pg_temp.dice(kind text, n bigint, sides int) returns int language sql immutable as $$ select abs(hashtextextended(kind, n)) % sides $$;
        with people as (
            insert into users (id, email, name, role, password_hash)
            select pg_temp.id(@client || r, 0), r || left(@client::text, 36) || '@example.com', @mark || r, r::user_role, 'x' from unnest(array['operator', 'manager']) r)
        insert into platform_accounts (id, client_id, platform, platform_account_id, name, state, reconnect_reason, created_at)
        select pg_temp.id(@client || a.platform, 0), @client, a.platform::platform, @client || a.platform, @mark || a.name, a.state::account_state, a.reason, '2026-08-20 10:00+09'
          from (values ('instagram', '온기카페 성수', 'active', null), ('facebook', '온기카페 공식', 'active', null), ('youtube', '온기티비', 'needs_reconnect', '권한이 취소되었습니다')) a (platform, name, state, reason);
        insert into client_members (client_id, user_id) select @client, id from users where email like '%' || @client || '%';

        -- 60 contents, one publication each: 20 days apart by 36 hours from the first of September.
        insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at, created_at)
        select pg_temp.id(@client || 'content', n), @client, @mark || (array['가을 신메뉴', '단호박 라떼', '성수점 소식', '원두 이야기', '주말 이벤트', '디저트 추천'])[1 + n % 6] || ' ' || n, @mark || '본문 ' || n,
               (case when n <= 60 then 'approved' else (array['draft', 'in_review', 'changes_requested'])[1 + n % 3] end)::review_state,
               case when n <= 60 then sha256(@mark::bytea) end, t.at, t.at at time zone 'Asia/Seoul', case when n <= 60 then 'Asia/Seoul' end,
               pg_temp.id(@client || 'operator', 0), case when n <= 60 then pg_temp.id(@client || 'manager', 0) end, case when n <= 60 then timestamptz '2026-08-25 09:00+09' end,
               timestamptz '2026-08-24 09:00+09' + n * interval '30 hours'
          from generate_series(1, 70) n
          cross join lateral (select case when n <= 60 then timestamptz '2026-09-01 09:00+09' + n * interval '33 hours' end as at) t;
        insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, platform_post_id, published_at, post_url, error_code, error)
        select pg_temp.id(@client || 'publication', n), @client, k.id, a.id, a.platform,
               (case a.platform when 'instagram' then (array['instagram_image', 'instagram_reel', 'instagram_carousel'])[1 + n % 3]
                                when 'facebook' then (array['facebook_text', 'facebook_photo'])[1 + n % 2] else (array['youtube_video', 'youtube_short'])[1 + n % 2] end)::publication_format,
               s.state::publication_state, 1, k.seal, k.scheduled_at, interval '1 hour', k.scheduled_at - interval '150 seconds', k.scheduled_at,
               case when s.state = 'published' then 'post-' || n end, case when s.state = 'published' then k.scheduled_at + interval '2 seconds' end,
               case when s.state = 'published' then 'https://example.com/' || n end, case when s.state = 'failed' then 'media' end, case when s.state = 'failed' then @mark || '이미지 비율이 맞지 않습니다' end
          from generate_series(1, 60) n
          join contents k on k.id = pg_temp.id(@client || 'content', n)
          join platform_accounts a on a.id = pg_temp.id(@client || (array['instagram', 'facebook', 'instagram', 'youtube'])[1 + n % 4], 0)
          cross join lateral (select case when k.scheduled_at > timestamptz '2026-11-18 15:00+09' then 'scheduled' when n % 11 = 0 then 'failed' when n % 23 = 0 then 'missed' else 'published' end as state) s;

        -- 900 comments of eleven weeks.
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at,
                                    sentiment, score, sentiment_model, scored_at, deleted_at, hidden_at, hidden_as)
        select pg_temp.id(@client || 'comment', n), @client, p.account_id, p.platform, 'c-' || n, coalesce(p.platform_post_id, 'elsewhere'), case when n % 9 = 0 then 'c-' || (n - 1) end,
               @mark || (array['민지', '하준', '서연', '도윤', '지우', '은서', '시우', '유나'])[1 + pg_temp.dice('author', n, 8)],
               case when n % 40 = 0 then a.platform_account_id else 'u-' || pg_temp.dice('author', n, 8) end,
               @mark || (array['배송이 너무 늦어요', '라떼 정말 맛있어요', '가격이 올랐네요', '직원분이 친절해요', '주차 되나요?', '환불해 주세요', '원두는 어디 거예요?', '또 갈게요', '배송 빨라요', '컵에서 이물질이 나왔어요'])[1 + pg_temp.dice('text', n, 10)],
               t.at, t.at + interval '3 minutes', m.sentiment::sentiment, case when m.sentiment is not null then 0.9 end, case when m.sentiment is not null then 'm1' end, case when m.sentiment is not null then t.at + interval '4 minutes' end,
               case when n % 31 = 0 then t.at + interval '1 day' end, case when n % 29 = 0 then t.at + interval '1 hour' end, case when n % 29 = 0 then 'hidden' end
          from generate_series(1, 900) n
          join publications p on p.id = pg_temp.id(@client || 'publication', 1 + pg_temp.dice('post', n, 40))
          join platform_accounts a on a.id = p.account_id
          cross join lateral (select timestamptz '2026-09-01 00:10+09' + n * interval '2 hours 5 minutes 13 seconds' + pg_temp.dice('minute', n, 60) * interval '1 minute' as at) t
          cross join lateral (select case when n % 50 = 7 then null else (array['negative', 'positive', 'negative', 'positive', 'neutral', 'negative', 'neutral', 'positive', 'positive', 'crisis'])[1 + pg_temp.dice('text', n, 10)] end as sentiment) m;
        insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, next_attempt_at, published_at, platform_reply_id, error, created_by, created_at)
        select pg_temp.id(@client || 'reply', n), @client, c.id, c.account_id, c.platform, @mark || '감사합니다', (case when n % 10 = 5 then 'failed' else 'published' end)::reply_state, c.posted_at,
               case when n % 10 <> 5 then c.posted_at + (20 + n % 50) * interval '1 minute' end, case when n % 10 <> 5 then 'r-' || n end, case when n % 10 = 5 then '거절되었습니다' end,
               pg_temp.id(@client || 'operator', 0), c.posted_at
          from generate_series(1, 900, 4) n join comments_inbox c on c.id = pg_temp.id(@client || 'comment', n) where c.deleted_at is null;

        -- Figures of each day, twice looked at, and of posts.
        insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, observed_at, period, final)
        select gen_random_uuid(), @client, a.id, a.platform, m.metric, d::date,
               coalesce(@figure, case when m.metric = 'followers' then 1000 * m.base + length(a.platform::text) * 70 + (d::date - date '2026-09-01') * m.base * 3 + look else m.base * 100 + pg_temp.dice(m.metric || a.platform, d::date - date '2026-01-01', 90) + look end),
               d + interval '9 hours' + look * interval '10 hours', m.period, look = 1
          from platform_accounts a
          cross join (values ('followers', 'now', 3), ('views', 'day', 5), ('reach', 'day', 4), ('likes', 'day', 2), ('followers_gained', 'day', 1)) m (metric, period, base)
          cross join generate_series(timestamptz '2026-09-01 00:00+09', timestamptz '2026-11-18 00:00+09', interval '1 day') d
          cross join generate_series(0, 1) look
         where a.client_id = @client and (a.platform <> 'facebook' or m.metric <> 'likes') and (a.platform <> 'youtube' or m.metric <> 'reach');
        insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, observed_at, publication_id, platform_post_id, period)
        select gen_random_uuid(), @client, p.account_id, p.platform, m.metric, (p.published_at + look * interval '1 day')::date, coalesce(@figure, (m.base + pg_temp.dice(m.metric, n, 5000)) * look), p.published_at + look * interval '1 day', p.id, p.platform_post_id, 'lifetime'
          from generate_series(1, 60) n
          join publications p on p.id = pg_temp.id(@client || 'publication', n)
          cross join (values ('views', 5000), ('likes', 100), ('reach', 3000), ('shares', 10), ('comments', 5)) m (metric, base)
          cross join generate_series(1, 2) look
         where p.published_at is not null and p.published_at < timestamptz '2026-11-16 00:00+09'
           and exists (select from metric_catalogue c where c.platform = p.platform and c.level = 'post' and c.metric = m.metric);

        insert into incidents (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at, acknowledged_at, acknowledged_by)
        select pg_temp.id(@client || 'incident', n), @client, (array['crisis_comment', 'negative_surge', 'coordinated'])[1 + n % 3], (array['high', 'critical'])[1 + n % 2], @mark || '부정 댓글이 늘었습니다 ' || n,
               array[pg_temp.id(@client || 'comment', n)], n * 3, t.at, t.at, case when n < 7 then t.at + interval '20 minutes' end, case when n < 7 then pg_temp.id(@client || 'manager', 0) end
          from generate_series(1, 7) n cross join lateral (select timestamptz '2026-09-05 13:00+09' + n * interval '10 days' as at) t;
        insert into best_times (client_id, account_id, rank, weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, reason_ko, reason_en, computed_at)
        select @client, a.id, r, 1 + (r * 2 + length(a.platform::text)) % 7, 9 + r * 2, 1.5 - r * 0.1, 1, 2, 10 - r, 60, 'account', case when r < 4 then 'ok' else 'thin' end, r = 5, @mark || '이유', 'reason', '2026-11-18 04:00+09'
          from platform_accounts a cross join generate_series(1, 5) r where a.client_id = @client;
        drop function pg_temp.id(text, bigint);
        drop function pg_temp.dice(text, bigint, int);
        """;
}
