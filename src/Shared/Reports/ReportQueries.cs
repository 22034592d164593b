using SnsOps.Shared.Effects;

namespace SnsOps.Shared.Reports;

/// <summary>Every query of reports. Days are Seoul's; figures of platforms are the newest observation not after as_of.</summary>
/// <remarks>A figure that nobody has observed, or not wholly, is null with its reason: missing is not zero.</remarks>
public static class ReportQueries
{
    private const string Late = "댓글이 뒤늦게 수집되었거나 감성이 다시 판정되었습니다";
    private const string Observed = "플랫폼이 그 뒤에 알려 준 값입니다";

    /// <summary>Comments by others, of the period.</summary>
    private static readonly string Received = $"""
        with received as (
            select c.id, c.account_id, c.sentiment, c.hidden_at, c.deleted_at, c.posted_at, {Threads.Of("c")} as thread, a.platform_account_id as own,
                   (c.posted_at at time zone 'Asia/Seoul')::date as day
              from comments_inbox c join platform_accounts a on a.id = c.account_id
             where c.client_id = @client_id and c.posted_at >= @start and c.posted_at < @end
               and not {Threads.IsOwn("c", "a")})
        """;

    /// <summary>What the newest look at each account's daily figures gave.</summary>
    private const string Newest = """
        with newest as (
            select distinct on (s.account_id, s.metric, s.for_date) s.account_id, s.metric, s.for_date, s.value, s.null_reason, s.observed_at
              from analytics_snapshots s
             where s.client_id = @client_id and s.platform_post_id = '' and s.breakdown = '' and s.period = 'day'
               and s.for_date >= @from::date and s.for_date <= @to::date and s.observed_at <= @as_of
               and s.metric = any(array['views', 'interactions', 'engagements', 'likes', 'comments', 'shares', 'saves', 'followers_gained'])
             order by s.account_id, s.metric, s.for_date, s.observed_at desc)
        """;

    /// <summary>In the order of their figures.</summary>
    public static IReadOnlyList<ReportQuery> All { get; } =
    [
        // Publications belong to the day they were scheduled for, so the figures of one day add up whatever a retry made of the hour.
        new("publications", "publications_", "예약 시각이 기간 안인 게시를 지금 상태로 센 수", "Publications scheduled in the period, by their state", "게시 상태가 그 뒤에 바뀌었습니다", """
            with planned as (
                select state from publications where client_id = @client_id and scheduled_at >= @start and scheduled_at < @end)
            select k.key, k.value::numeric as value from (values
                ('planned', (select count(*) from planned where state <> 'cancelled')),
                ('published', (select count(*) from planned where state = 'published')),
                ('failed', (select count(*) from planned where state = 'failed')),
                ('missed', (select count(*) from planned where state = 'missed')),
                ('unknown', (select count(*) from planned where state = 'unknown'))) k (key, value)
            """),
        new("published_on", "published_on:", "기간 안에 예약되어 게시된 글의 플랫폼별 수", "Published posts of the period, by platform", "게시 상태가 그 뒤에 바뀌었습니다", """
            select f.platform::text as key, f.platform::text as platform, count(p.id)::numeric as value
              from (select distinct platform from platform_accounts where client_id = @client_id and state <> 'disabled') f
              left join publications p on p.client_id = @client_id and p.platform = f.platform and p.state = 'published' and p.scheduled_at >= @start and p.scheduled_at < @end
             group by f.platform order by f.platform
            """),
        new("comments", "comments_", "기간 안에 올라온 다른 사람의 댓글과 그 감성", "Comments by others in the period, by tone", Late, $"""
            {Received}
            select k.key, k.value::numeric as value from (values
                ('received', (select count(*) from received)),
                ('positive', (select count(*) from received where sentiment = 'positive')),
                ('neutral', (select count(*) from received where sentiment = 'neutral')),
                ('negative', (select count(*) from received where sentiment = 'negative')),
                ('crisis', (select count(*) from received where sentiment = 'crisis')),
                ('unscored', (select count(*) from received where sentiment is null))) k (key, value)
            """),
        new("replies", "replies_", "기간 안에 나간 답글, 그리고 기간의 부정·위기 댓글 가운데 여기서도 플랫폼에서도 답하지 않았고 숨기거나 완료로 두지도 않은 수",
            "Replies sent in the period, and its negative and crisis comments that were neither answered, here or on the platform, nor hidden or marked as done", "답글이 그 뒤에 나갔거나 댓글이 처리되었습니다", $"""
            {Received}
            select k.key, k.value::numeric as value from (values
                ('published', (select count(*) from comment_replies where client_id = @client_id and published_at >= @start and published_at < @end)),
                ('owed', (select count(*) from received c
                           where c.sentiment in ('negative', 'crisis') and c.hidden_at is null and c.deleted_at is null
                             and not exists (select from comment_replies r where r.client_id = @client_id and r.comment_id = c.id and r.state = 'published')
                             and not exists (select from inbox_items i where i.comment_id = c.id and i.state = 'done')
                             and not exists (select from comments_inbox t
                                              where t.account_id = c.account_id and {Threads.Of("t")} = c.thread and t.author_platform_id = c.own and t.posted_at > c.posted_at and t.deleted_at is null
                                                and not exists (select from comment_replies x where x.account_id = t.account_id and x.platform_reply_id = t.platform_comment_id))))) k (key, value)
            """),
        new("incidents", "incidents_", "기간 안에 열린 위기 알림", "Incidents opened in the period", "위기 알림이 그 뒤에 합쳐지거나 열렸습니다", """
            select 'opened' as key, count(*)::numeric as value from incidents where client_id = @client_id and opened_at >= @start and opened_at < @end
            """),
        new("comments_by_day", "comments_on:", "하루에 올라온 다른 사람의 댓글", "Comments by others, by day", Late, $"""
            {Received}
            select to_char(d.day, 'YYYY-MM-DD') as key, count(r.id)::numeric as value
              from generate_series(@from::date, @to::date, interval '1 day') d (day) left join received r on r.day = d.day::date
             group by d.day order by d.day
            """),
        new("troubled_by_day", "troubled_on:", "하루에 올라온 부정·위기 댓글", "Negative and crisis comments, by day", Late, $"""
            {Received}
            select to_char(d.day, 'YYYY-MM-DD') as key, count(r.id)::numeric as value
              from generate_series(@from::date, @to::date, interval '1 day') d (day) left join received r on r.day = d.day::date and r.sentiment in ('negative', 'crisis')
             group by d.day order by d.day
            """),
        new("views_by_day", "views_on:", "모든 계정의 하루 조회 수를 더한 값. 한 계정이라도 아직 모르면 없음", "Views of all accounts, by day; null while one account's is unknown", Observed, $"""
            {Newest}
            select to_char(d.day, 'YYYY-MM-DD') as key, case when count(n.value) = w.accounts and w.accounts > 0 then sum(n.value) end as value,
                   case when w.accounts = 0 or count(n.value) = 0 then 'not yet given' when count(n.value) < w.accounts then 'partly given' end as null_reason,
                   max(n.observed_at) as seen_at, count(n.value)::int as given, w.accounts as wanted
              from generate_series(@from::date, @to::date, interval '1 day') d (day)
             cross join (select count(distinct account_id)::int as accounts from newest where metric = 'views') w
              left join newest n on n.for_date = d.day::date and n.metric = 'views'
             group by d.day, w.accounts order by d.day
            """),
        new("followers", "followers:", "기간 마지막 날까지 관측된 가장 새로운 팔로워(구독자) 수", "Each account's newest observation of followers about the period's last day or an earlier one", Observed, """
            select a.id::text as key, s.value, coalesce(s.null_reason, case when s.account_id is null then 'never observed' end) as null_reason, s.observed_at as seen_at,
                   a.id as account_id, a.name as account, a.platform::text as platform
              from platform_accounts a
              left join lateral (
                    select account_id, value, null_reason, observed_at from analytics_snapshots
                     where account_id = a.id and platform_post_id = '' and metric = 'followers' and for_date <= @to::date and observed_at <= @as_of
                     order by for_date desc, observed_at desc limit 1) s on true
             where a.client_id = @client_id and a.state <> 'disabled'
             order by a.name, a.id
            """),
        new("kpi", "kpi:", "계정의 하루 지표를 기간만큼 더한 값", "Each account's daily figures, summed over the period", Observed, $"""
            {Newest}
            select a.id || ':' || m.metric as key, sum(n.value) as value,
                   case when count(n.value) = 0 then coalesce(max(n.null_reason), 'not yet given') end as null_reason, max(n.observed_at) as seen_at,
                   a.id as account_id, a.name as account, a.platform::text as platform, m.name_ko as label, count(n.value)::int as given, @to::date - @from::date + 1 as wanted
              from platform_accounts a
              join metric_catalogue m on m.platform = a.platform and m.level = 'account' and m.period = 'day' and m.status <> 'retired'
               and m.metric = any(array['views', 'interactions', 'engagements', 'likes', 'comments', 'shares', 'saves', 'followers_gained'])
              left join newest n on n.account_id = a.id and n.metric = m.metric
             where a.client_id = @client_id and a.state <> 'disabled'
             group by a.id, a.name, a.platform, m.metric, m.name_ko
             order by a.name, a.id, m.metric
            """),
        new("top_posts", "post_views:", "기간에 게시된 글 가운데 조회가 많은 다섯", "The five posts of the period with the most views", Observed, """
            with newest as (
                select distinct on (s.publication_id) s.publication_id, s.value, s.observed_at
                  from publications p join analytics_snapshots s on s.account_id = p.account_id and s.publication_id = p.id and s.platform_post_id = p.platform_post_id
                 where p.client_id = @client_id and p.published_at >= @start and p.published_at < @end
                   and s.metric = 'views' and s.breakdown = '' and s.observed_at <= @as_of
                 order by s.publication_id, s.for_date desc, s.observed_at desc)
            select p.id::text as key, n.value, n.observed_at as seen_at, p.account_id, a.name as account, p.platform::text as platform, c.title as label
              from newest n join publications p on p.id = n.publication_id join platform_accounts a on a.id = p.account_id join contents c on c.id = p.content_id
             where n.value is not null
             order by n.value desc, p.id limit 5
            """),
    ];

    /// <summary>The query of a name.</summary>
    public static ReportQuery Named(string name) => All.First(q => q.Name == name);
}
