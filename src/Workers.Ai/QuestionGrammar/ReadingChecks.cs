namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>Whether a reading means something, and what it takes for granted.</summary>
internal static class ReadingChecks
{
    private static readonly Dictionary<string, string[]> Asks = new(StringComparer.Ordinal)
    {
        ["comments"] = ["count", "list", "share", "rate", "average"], ["posts"] = ["count", "list", "rank", "average"], ["contents"] = ["count", "list"], ["replies"] = ["count", "list", "time"],
        ["incidents"] = ["count", "list"], ["accounts"] = ["count", "list"], ["best"] = ["count", "list"], ["figures"] = ["count", "average", "change"],
    };

    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.Ordinal)
    {
        ["comments"] = ["platform", "account", "day", "week", "month", "weekday", "hour", "sentiment", "author", "post"], ["posts"] = ["platform", "account", "day", "week", "month", "weekday", "hour", "format"],
        ["contents"] = [], ["replies"] = ["platform", "account", "day", "week", "month"], ["incidents"] = ["day", "week", "month", "severity"], ["accounts"] = ["platform"], ["best"] = [],
        ["figures"] = ["platform", "account", "day", "week", "month", "weekday"],
    };

    /// <summary>Why it cannot be answered so; null if it can.</summary>
    public static string? Of(Reading reading, List<string> assumptions, DateOnly today)
    {
        if (reading.Subject is not { } subject || !Asks[subject].Contains(reading.Ask))
            return "그렇게는 셀 수 없습니다. 다르게 물어봐 주시겠어요?";
        if (reading.Group is { } group && !Groups[subject].Contains(group))
            return "그 기준으로는 나눌 수 없습니다. 플랫폼별, 계정별, 일별, 주별, 월별로 물어봐 주세요.";
        if (Misplaced(reading) is { } misplaced)
            return misplaced;
        if (reading.Period is { } period && period.From > today && reading is not { Subject: "posts", State: "scheduled" })
            return $"{period.Name}({period.From:yyyy-MM-dd}부터)은 아직 오지 않았습니다. 다른 기간을 물어봐 주세요.";
        Assume(reading, assumptions, today);
        return null;
    }

    private static string? Misplaced(Reading r) => r switch
    {
        { Subject: not "comments", Keyword: not null } => "낱말 찾기는 댓글에서만 합니다.",
        { Subject: not "comments", IsAnswered: not null } => "답글을 달았는지는 댓글에만 있습니다.",
        { Subject: not "comments", IsHidden: true } => "숨김은 댓글에만 있습니다.",
        { Subject: not ("posts" or "comments"), Formats.Count: > 0 } or { Subject: "comments", Formats.Count: > 0 } => "형식은 게시물에만 있습니다.",
        { Subject: not ("comments" or "posts"), IsWeekend: not null } => "주말·평일로는 댓글과 게시물만 나눌 수 있습니다.",
        { Subject: "best" or "accounts", Period: not null } => "추천 시간과 계정에는 기간이 없습니다.",
        { Subject: "incidents" or "contents", Platforms.Count: > 0 } or { Subject: "incidents" or "contents", Account: not null } => "그것은 플랫폼이나 계정으로 나뉘지 않습니다.",
        { Ask: "share", Sentiments.Count: 0, IsAnswered: null, Keyword: null } => "무엇의 비율인지 알려 주세요. 예: '지난주 부정 댓글 비율'",
        { Ask: "share", Sentiments.Count: > 1 } when !r.Sentiments.All(s => s is "negative" or "crisis") => "비율은 하나씩 물어봐 주세요.",
        { Ask: "change", Metric: not "followers" } => "얼마나 늘었는지는 팔로워만 답할 수 있습니다. 다른 지표는 기간을 나누어 물어봐 주세요.",
        { Ask: "change", Group: not (null or "platform" or "account") } => "증감은 플랫폼별·계정별로만 나눌 수 있습니다.",
        { Ask: "average", Subject: "comments", Group: not null } => "평균은 나누지 않고 물어봐 주세요.",
        { Ask: "average", Subject: "comments", Period: null } => "평균을 낼 기간을 알려 주세요.",
        { Ask: "average", Subject: "posts", Metric: null } => "무엇의 평균인지 알려 주세요. 예: '릴스 평균 조회수'",
        { Ask: "average", Metric: "followers" } => "팔로워의 평균은 뜻이 없어 답하지 않습니다. 현재 수나 증감을 물어봐 주세요.",
        { Subject: "posts", Ask: "rank", Metric: null } => "어떤 지표로 순위를 매길까요? 예: '조회수 상위 5개 게시물'",
        { Subject: "posts", Metric: not null, State: not (null or "published") } => "지표는 발행된 게시물에만 있습니다.",
        { Subject: "posts", Ask: "count", Metric: not null, Group: null } => "합계인지 평균인지 순위인지 알려 주세요. 예: '릴스 평균 조회수'",
        { Subject: "posts", State: not (null or "published"), Group: "hour" or "weekday" } => "발행된 게시물만 시간대로 나눌 수 있습니다.",
        { Metric: "followers", Group: "weekday" } => "팔로워는 요일로 나누지 않습니다.",
        { IsAscending: true, Subject: not "figures", Metric: null } => "하나도 없는 것은 데이터에 없어서, 가장 적은 것은 찾지 못합니다. 많은 것을 물어봐 주세요.",
        { Metric: "followers", Group: "day" or "week" or "month", Top: not null } => "팔로워는 언제 가장 많았는지가 아니라 지금 수나 증감을 물어봐 주세요.",
        { Subject: "comments", Sentiments.Count: 1, Group: "sentiment" } => "감성별로 나누거나 한 감성을 고르거나, 하나만 물어봐 주세요.",
        _ => null,
    };

    private static void Assume(Reading r, List<string> assumptions, DateOnly today)
    {
        if (r.Period is null && r.Subject is not ("best" or "accounts") && !(r.Metric == "followers" && r.Ask == "count"))
            assumptions.Add("기간을 말하지 않아 모인 데이터 전체에서 셌습니다");
        if (r.Period is { } period && period.To >= today && period.From <= today)
            assumptions.Add("기간에 오늘이 들어 있어 값이 더 바뀔 수 있습니다");
        switch (r)
        {
            case { Subject: "comments" }:
                assumptions.Add("우리 계정이 쓴 댓글과 지워진 댓글은 세지 않았습니다");
                if (r.Ask == "share" && r.Sentiments.Count > 0)
                    assumptions.Add("감성을 읽은 댓글 가운데의 비율입니다");
                if (r.Sentiments is ["negative"])
                    assumptions.Add("'부정'에 '위기'로 읽힌 댓글은 넣지 않았습니다");
                break;
            case { Subject: "posts", State: null }:
                assumptions.Add("발행된 게시물을 셌습니다");
                break;
            case { Subject: "figures", Metric: "followers", Ask: "count" }:
                assumptions.Add(r.Period is null ? "계정마다 가장 새로운 값입니다" : "기간 안의 마지막 값입니다");
                break;
            case { Subject: "figures", Metric: "reach" }:
                assumptions.Add("날마다의 도달을 더했습니다: 같은 사람이 여러 날 들어 있을 수 있습니다");
                break;
        }
    }
}
