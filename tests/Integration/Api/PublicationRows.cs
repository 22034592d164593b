using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Publications brought into the states the worker leaves them in.</summary>
internal static class PublicationRows
{
    /// <summary>A scheduled publication of a new content.</summary>
    public static async Task<Guid> PublicationAsync(this Team team, TimeSpan? fromNow = null, Guid? content = null)
    {
        var scheduled = await team.ScheduleAsync(content ?? await team.ApprovedAsync(), fromNow ?? TimeSpan.FromHours(1));
        return (Guid)scheduled["publications"]![0]!["id"]!;
    }

    /// <summary>Leaves it as a rejected send leaves it.</summary>
    public static Task FailAsync(this ApiServer api, Guid publication, string code = "not_sent", string error = "연결하지 못했습니다") => api.Database.ExecuteAsync(
        "update publications set state = 'failed', error_code = @code, error = @error, retry_count = 3 where id = @publication", new { publication, code, error });

    /// <summary>Leaves it as the sweep leaves what is later than its grace.</summary>
    public static Task MissAsync(this ApiServer api, Guid publication) => api.Database.ExecuteAsync("""
        with moved as (
            update publications set state = 'missed', asked_at = snsops.now(), error_code = 'missed', error = '시각이 지났습니다' where id = @publication returning *)
        insert into publication_acts (client_id, publication_id, at, act, step, note) select client_id, id, asked_at, 'missed', 'post', error from moved
        """, new { publication });

    /// <summary>Leaves it as the look-ups leave it that found nothing.</summary>
    public static Task AskAsync(this ApiServer api, Guid publication, bool asked = true) => api.Database.ExecuteAsync("""
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at,
                              doubted_at, unknown_code, unknown_reason, unknown_response, lookups)
        select gen_random_uuid(), client_id, account_id, 'publication', id, 1, gen_random_uuid(), 'unknown', 1, '글', 'x', snsops.now(), snsops.now(), snsops.now(),
               snsops.now(), 'no_answer', '응답이 없었습니다', '502 Bad Gateway', 3
          from publications where id = @publication;
        with moved as (
            update publications set state = 'unknown', asked_at = case when @asked then snsops.now() end, error = '직접 확인해 주세요' where id = @publication returning *)
        insert into publication_acts (client_id, publication_id, at, act, step, note) select client_id, id, asked_at, 'asked', 'post', error from moved where asked_at is not null
        """, new { publication, asked });

    /// <summary>Leaves it published, with a first comment whose look-ups found nothing.</summary>
    public static Task AskAboutFirstCommentAsync(this ApiServer api, Guid publication, bool asked = true) => api.Database.ExecuteAsync("""
        update publications set state = 'published', published_at = snsops.now(), platform_post_id = id::text, first_comment = '예약은 프로필 링크에서 받아요' where id = @publication;
        insert into first_comments (id, client_id, account_id, platform, text, state, next_attempt_at, asked_at, error, created_at)
        select id, client_id, account_id, platform, first_comment, 'unknown', snsops.now(), case when @asked then snsops.now() end, '직접 확인해 주세요', snsops.now() from publications where id = @publication;
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
        select gen_random_uuid(), client_id, account_id, 'publication', id, 'first_comment', 1, gen_random_uuid(), 'unknown', 1, '글', 'x', snsops.now(), snsops.now(), snsops.now()
          from publications where id = @publication
        """, new { publication, asked });

    /// <summary>Its story.</summary>
    public static Task<JsonNode> StoryAsync(this Team team, Guid publication) => team.Operator.GetAsync($"/v1/publications/{publication}");

    /// <summary>The kinds of its timeline, in order.</summary>
    public static IEnumerable<string> Kinds(JsonNode story) => story["timeline"]!.AsArray().Select(line => (string)line!["kind"]!);
}
