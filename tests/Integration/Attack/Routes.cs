namespace SnsOps.Integration.Attack;

/// <summary>Every route of the Api. One that is mapped and not listed here fails the attack test, which prints the line to add.</summary>
internal static class Routes
{
    private static readonly object Nothing = new { };

    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", "/health/live", Who.Everybody), new("GET", "/health/ready", Who.Everybody),
        new("GET", "/openapi/{documentName}.json", Who.Everybody, _ => ["v1"]) { Refused = 200 },
        new("GET", "/problems", Who.Everybody), new("GET", "/problems/{code}", Who.Everybody, _ => ["auth.required"]) { Refused = 200 },
        new("GET", "/webhooks/meta", Who.Everybody) { Refused = 403 }, new("POST", "/webhooks/meta", Who.Everybody) { Refused = 401 },
        new("GET", "/oauth/{provider}/callback", Who.Everybody, _ => ["meta"]) { Refused = 400 },
        new("GET", "/media/{name}", Who.Everybody, _ => ["0000.jpg"]) { Refused = 403 },
        new("ANY", "/ws", Who.Everybody) { Refused = 426 },

        new("POST", "/v1/auth/login", Who.Everybody, Body: (_, _) => new { email = "nobody@example.com", password = "틀린-비밀번호-1" }) { Refused = 401 },
        new("POST", "/v1/auth/refresh", Who.Everybody, Body: (_, _) => new { refresh_token = "아무거나" }) { Refused = 401 },
        new("POST", "/v1/auth/logout", Who.Everybody, Body: (_, _) => new { refresh_token = "아무거나" }) { Refused = 204 },
        new("GET", "/v1/me", Who.SignedIn), new("POST", "/v1/ws-tickets", Who.SignedIn) { Refused = 201 },

        new("GET", "/v1/api-keys", Who.Managers), new("GET", "/v1/api-keys/scopes", Who.Managers),
        new("POST", "/v1/api-keys", Who.Managers, Body: (v, _) => new { name = "남의 것", scopes = new[] { "contents:read" }, client_ids = new[] { v.Client } }),
        new("DELETE", "/v1/api-keys/{id}", Who.Managers, v => [v.Key]) { IsPersonal = true },
        new("GET", "/v1/audit", Who.Managers),

        new("GET", "/v1/users", Who.Admins), new("POST", "/v1/users", Who.Admins, Body: (_, _) => new { email = $"{Guid.NewGuid():N}@example.com", name = "새 사람", role = "operator", password = "긴-비밀번호-12" }),
        new("POST", "/v1/users/{id}/deactivate", Who.Admins, v => [v.Customer.UserId]),

        new("GET", "/v1/clients", Who.SignedIn), new("POST", "/v1/clients", Who.Admins, Body: (_, _) => new { name = Guid.NewGuid().ToString() }),
        new("GET", "/v1/clients/{id}", Who.SignedIn, v => [v.Client]), new("GET", "/v1/clients/{id}/members", Who.Managers, v => [v.Client]),
        new("PUT", "/v1/clients/{id}/members/{userId}", Who.Managers, v => [v.Client, v.Team.Operator.UserId]),
        new("DELETE", "/v1/clients/{id}/members/{userId}", Who.Managers, v => [v.Client, v.Team.Operator.UserId]),

        new("GET", "/v1/clients/{id}/accounts", Who.SignedIn, v => [v.Client]),
        new("POST", "/v1/clients/{id}/accounts", Who.Managers, v => [v.Client], (_, _) => new { platform = "facebook", platform_account_id = Guid.NewGuid().ToString(), name = "계정", access_token = "t" }),
        new("PUT", "/v1/accounts/{id}/token", Who.Managers, v => [v.Account], (_, _) => new { access_token = "t" }),
        new("POST", "/v1/accounts/{id}/sync-comments", Who.Staff, v => [v.Account]), new("GET", "/v1/accounts/{id}/best-times", Who.SignedIn, v => [v.Account]),
        new("POST", "/v1/clients/{id}/connections", Who.Managers, v => [v.Client], (_, _) => new { provider = "meta" }),
        new("GET", "/v1/clients/{id}/connections/{connectionId}", Who.Managers, v => [v.Client, v.Connection]),
        new("POST", "/v1/clients/{id}/connections/{connectionId}", Who.Managers, v => [v.Client, v.Connection], (_, _) => new { accounts = new[] { new { platform = "facebook", platform_account_id = "1" } } }),
        new("POST", "/v1/clients/{id}/media", Who.Staff, v => [v.Client]) { Raw = "image/jpeg" },

        new("GET", "/v1/contents", Who.SignedIn), new("GET", "/v1/contents/{id}", Who.SignedIn, v => [v.Content]),
        new("POST", "/v1/contents", Who.Staff, Body: (v, _) => new { client_id = v.Client, title = "남의 글" }),
        new("POST", "/v1/contents", Who.Staff, Body: (v, own) => new { client_id = own, title = "남의 계정으로", account_ids = new[] { v.Account } }),
        new("POST", "/v1/contents", Who.Staff, Body: (v, own) => new { client_id = own, title = "남의 사진으로", media_ids = new[] { v.Media } }),
        new("PATCH", "/v1/contents/{id}", Who.Staff, v => [v.Content], (_, _) => new { title = "바꿔치기" }) { Header = ("If-Match", "\"1\"") },
        new("POST", "/v1/contents/{id}/submit", Who.Staff, v => [v.Content]), new("POST", "/v1/contents/{id}/approve", Who.Reviewers, v => [v.Content]),
        new("POST", "/v1/contents/{id}/request-changes", Who.Reviewers, v => [v.Content], (_, _) => new { comment = "고쳐 주세요" }),
        new("POST", "/v1/contents/{id}/schedule", Who.Staff, v => [v.Content], (_, _) => new { scheduled_at = DateTimeOffset.UtcNow.AddHours(3).ToString("O"), time_zone = "Asia/Seoul" }),
        new("POST", "/v1/contents/{id}/cancel", Who.Staff, v => [v.Content]),
        new("GET", "/v1/contents/{id}/metadata", Who.Staff, v => [v.Content]), new("POST", "/v1/contents/{id}/metadata", Who.Staff, v => [v.Content]),

        new("GET", "/v1/publications", Who.SignedIn), new("GET", "/v1/publications/{id}", Who.SignedIn, v => [v.Publication]),
        new("GET", "/v1/publications/at-risk", Who.SignedIn), new("GET", "/v1/publications/failures", Who.SignedIn),
        new("POST", "/v1/publications/{id}/cancel", Who.Staff, v => [v.Publication]),
        new("POST", "/v1/publications/{id}/retry", Who.Staff, v => [v.Publication], (_, _) => Nothing), new("POST", "/v1/publications/retry", Who.Staff, Body: (v, _) => new { error_code = "timeout", client_id = v.Client }) { Refused = 200 },
        new("POST", "/v1/publications/{id}/resolve", Who.Staff, v => [v.Publication], (_, _) => new { posted = true }),
        new("POST", "/v1/publications/{id}/first-comment/resolve", Who.Staff, v => [v.Publication], (_, _) => new { posted = true }),
        new("POST", "/v1/publications/{id}/upload", Who.Staff, v => [v.Publication], (_, _) => new { found = false }),
        new("GET", "/v1/holds", Who.SignedIn), new("POST", "/v1/holds", Who.Staff, Body: (v, _) => new { client_id = v.Client, reason = "남의 것" }),
        new("POST", "/v1/holds", Who.Staff, Body: (v, own) => new { client_id = own, account_id = v.Account, reason = "남의 계정" }),
        new("POST", "/v1/holds", Who.Staff, Body: (v, own) => new { client_id = own, content_id = v.Content, reason = "남의 글" }),
        new("DELETE", "/v1/holds/{id}", Who.Staff, v => [v.Hold]),

        new("GET", "/v1/comments", Who.SignedIn), new("GET", "/v1/comments/coverage", Who.SignedIn), new("GET", "/v1/comments/{id}", Who.SignedIn, v => [v.Comment]),
        new("GET", "/v1/comments/{id}/replies", Who.SignedIn, v => [v.Comment]), new("POST", "/v1/comments/{id}/replies", Who.Staff, v => [v.Comment], (_, _) => new { text = "감사합니다" }),
        new("POST", "/v1/replies/{id}/resolve", Who.Staff, v => [v.Reply], (_, _) => new { posted = true }),
        new("GET", "/v1/comments/{id}/actions", Who.SignedIn, v => [v.Comment]), new("POST", "/v1/comments/{id}/hide", Who.Staff, v => [v.Comment], (_, _) => Nothing),
        new("POST", "/v1/comments/{id}/unhide", Who.Staff, v => [v.Comment], (_, _) => Nothing), new("POST", "/v1/comments/{id}/delete", Who.Staff, v => [v.Comment], (_, _) => Nothing),
        new("POST", "/v1/comment-actions/{id}/cancel", Who.Staff, v => [v.Action]), new("POST", "/v1/comment-actions/{id}/resolve", Who.Staff, v => [v.Action], (_, _) => new { done = true }),
        new("GET", "/v1/comments/{id}/sentiment", Who.SignedIn, v => [v.Comment]), new("POST", "/v1/comments/{id}/sentiment", Who.Staff, v => [v.Comment], (_, _) => new { sentiment = "neutral" }),
        new("GET", "/v1/sentiment/accuracy", Who.SignedIn),
        new("GET", "/v1/comments/{id}/draft", Who.SignedIn, v => [v.Comment]), new("POST", "/v1/comments/{id}/draft", Who.Staff, v => [v.Comment]),
        new("GET", "/v1/clients/{id}/draft-policy", Who.SignedIn, v => [v.Client]),
        new("PUT", "/v1/clients/{id}/draft-policy", Who.Managers, v => [v.Client], (_, _) => new { is_on = true, sentiments = new[] { "negative" }, tone = "polite" }),

        new("GET", "/v1/knowledge", Who.SignedIn), new("GET", "/v1/knowledge/{id}", Who.SignedIn, v => [v.Document]), new("GET", "/v1/knowledge/{id}/file", Who.SignedIn, v => [v.Document]),
        new("GET", "/v1/clients/{id}/knowledge/search", Who.SignedIn, v => [v.Client]) { Query = "q=parking" },
        new("POST", "/v1/clients/{id}/knowledge", Who.Staff, v => [v.Client], (_, _) => new { kind = "faq", title = "안내", text = "내용" }),
        new("POST", "/v1/clients/{id}/knowledge/files", Who.Staff, v => [v.Client]) { Raw = "text/plain", Query = "kind=faq&title=file" },
        new("PUT", "/v1/knowledge/{id}", Who.Staff, v => [v.Document], (_, _) => new { kind = "faq", title = "안내", text = "내용" }) { Header = ("If-Match", "\"1\"") },
        new("PUT", "/v1/knowledge/{id}/file", Who.Staff, v => [v.Document]) { Raw = "text/plain", Query = "kind=faq&title=file", Header = ("If-Match", "\"1\"") },
        new("DELETE", "/v1/knowledge/{id}", Who.Staff, v => [v.Document]),
        new("POST", "/v1/clients/{id}/questions", Who.SignedIn, v => [v.Client], (_, _) => new { text = "댓글 몇 개야?" }), new("GET", "/v1/questions/{id}", Who.SignedIn, v => [v.Question]) { IsPersonal = true },
        new("GET", "/v1/questions/{id}/stream", Who.SignedIn, v => [v.Question]) { IsPersonal = true }, new("GET", "/v1/conversations", Who.SignedIn) { IsPersonal = true },
        new("GET", "/v1/conversations/{id}/questions", Who.SignedIn, v => [v.Conversation]) { IsPersonal = true },
        new("POST", "/v1/clients/{id}/copy", Who.Staff, v => [v.Client], (_, _) => new { platform = "facebook", title = "가을 신메뉴" }), new("GET", "/v1/copy/{id}", Who.Staff, v => [v.Copy]),
        new("GET", "/v1/clients/{id}/copy-rules", Who.Staff, v => [v.Client]),
        new("PUT", "/v1/clients/{id}/copy-rules", Who.Managers, v => [v.Client], (_, _) => new { banned = Array.Empty<string>(), required = Array.Empty<string>(), tone = "polite" }),

        new("GET", "/v1/incidents", Who.SignedIn), new("GET", "/v1/incidents/{id}", Who.SignedIn, v => [v.Incident]), new("POST", "/v1/incidents/{id}/acknowledge", Who.Staff, v => [v.Incident]),
        new("POST", "/v1/incidents/{id}/hold", Who.Staff, v => [v.Incident]), new("GET", "/v1/incidents/{id}/resume-plan", Who.SignedIn, v => [v.Incident]), new("POST", "/v1/incidents/{id}/resume", Who.Staff, v => [v.Incident], (_, _) => Nothing),
        new("GET", "/v1/crisis-rules", Who.Staff), new("POST", "/v1/crisis-rules", Who.Managers, Body: (v, _) => new { client_id = v.Client, name = "규칙" }),
        new("GET", "/v1/crisis-rules/{id}/replays", Who.Staff, v => [v.Rule]), new("POST", "/v1/crisis-rules/{id}/replays", Who.Staff, v => [v.Rule], (_, _) => new { weeks = 1 }),
        new("POST", "/v1/crisis-rules/{id}/activate", Who.Managers, v => [v.Rule]), new("POST", "/v1/crisis-rules/{id}/retire", Who.Managers, v => [v.Rule]),

        new("GET", "/v1/notifications", Who.SignedIn) { IsPersonal = true }, new("GET", "/v1/notifications/unread-count", Who.SignedIn) { IsPersonal = true },
        new("POST", "/v1/notifications/{id}/read", Who.SignedIn, v => [v.Notification]) { IsPersonal = true }, new("POST", "/v1/notifications/read-all", Who.SignedIn) { Refused = 200, IsPersonal = true },
        new("GET", "/v1/reports", Who.SignedIn), new("GET", "/v1/reports/{id}", Who.SignedIn, v => [v.Report]), new("GET", "/v1/reports/{id}/page", Who.SignedIn, v => [v.Report]) { Own = [404] },
        new("GET", "/v1/snapshots", Who.SignedIn) { Query = "metric=followers" }, new("GET", "/v1/metrics", Who.SignedIn), new("GET", "/v1/snapshots/checks", Who.Admins), new("GET", "/v1/platforms/health", Who.SignedIn), new("GET", "/v1/platforms/calls", Who.Admins),
        new("GET", "/v1/clients/{id}/llm/usage", Who.Managers, v => [v.Client]), new("PUT", "/v1/clients/{id}/llm/budget", Who.Admins, v => [v.Client], (_, _) => new { month_usd = 5 }),

        new("GET", "/v1/operations/job-runs", Who.Admins), new("GET", "/v1/operations/workers", Who.Admins), new("GET", "/v1/operations/fleet", Who.Admins), new("GET", "/v1/operations/lanes", Who.Admins),
        new("GET", "/v1/operations/budgets", Who.Admins), new("GET", "/v1/operations/breakers", Who.Admins), new("GET", "/v1/operations/jobs", Who.Admins),
        new("POST", "/v1/operations/jobs/{job}/run", Who.Admins, _ => ["nobody"]) { Own = [404] }, new("POST", "/v1/operations/jobs/{job}/pause", Who.Admins, _ => ["nobody"]) { Own = [404] },
        new("POST", "/v1/operations/jobs/{job}/resume", Who.Admins, _ => ["nobody"]) { Own = [404] }, new("GET", "/v1/operations/job-items", Who.Admins),
        new("POST", "/v1/operations/job-items/{id}/retry", Who.Admins, v => [v.JobItem]), new("GET", "/v1/operations/dead-letters", Who.Admins),
        new("POST", "/v1/operations/dead-letters/{id}/redrive", Who.Admins, v => [v.JobItem]) { Own = [404] }, new("POST", "/v1/operations/dead-letters/redrive", Who.Admins, Body: (v, _) => new { ids = new[] { v.JobItem } }),
    ];
}
