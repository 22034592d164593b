namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>What a reading asks, in Korean: stands before its answer.</summary>
internal static class Titles
{
    private static readonly Dictionary<string, string> Korean = new(StringComparer.Ordinal)
    {
        ["instagram"] = "인스타그램", ["facebook"] = "페이스북", ["youtube"] = "유튜브", ["positive"] = "긍정", ["negative"] = "부정", ["neutral"] = "중립", ["crisis"] = "위기", ["unscored"] = "아직 읽지 않음",
        ["comments"] = "댓글", ["posts"] = "게시물", ["contents"] = "콘텐츠", ["replies"] = "우리 답글", ["incidents"] = "위기 경보", ["accounts"] = "계정", ["best"] = "올리기 좋은 시간",
        ["published"] = "발행된", ["scheduled"] = "예약된", ["failed"] = "실패한", ["missed"] = "놓친", ["draft"] = "작성 중인", ["in_review"] = "승인 대기 중인", ["changes_requested"] = "수정 요청된", ["approved"] = "승인된",
        ["needs_reconnect"] = "다시 연결해야 하는", ["connected"] = "연결된", ["followers"] = "팔로워", ["followers_gained"] = "새 팔로워", ["views"] = "조회수", ["reach"] = "도달", ["likes"] = "좋아요", ["shares"] = "공유",
        ["saves"] = "저장", ["interactions"] = "상호작용", ["reel"] = "릴스", ["story"] = "스토리", ["carousel"] = "캐러셀", ["short"] = "쇼츠", ["image"] = "이미지", ["photo"] = "사진", ["video"] = "동영상",
        ["platform"] = "플랫폼별", ["account"] = "계정별", ["day"] = "일별", ["week"] = "주별", ["month"] = "월별", ["weekday"] = "요일별", ["hour"] = "시간대별", ["sentiment"] = "감성별", ["format"] = "형식별",
        ["author"] = "작성자별", ["post"] = "게시물별", ["severity"] = "심각도별", ["high"] = "높음", ["critical"] = "매우 높음", ["active"] = "연결됨", ["disabled"] = "꺼짐",
        ["crisis_comment"] = "위기 댓글", ["negative_surge"] = "부정 급증", ["slow_build_up"] = "서서히 늘어난 부정", ["coordinated"] = "같은 글 반복",
    };

    /// <summary>A word of the data as people say it.</summary>
    public static string Of(string word) => Korean.GetValueOrDefault(word, word);

    /// <summary>Such as "지난주 인스타그램 부정 댓글 수".</summary>
    public static string Of(Reading r)
    {
        var words = new List<string?>
        {
            r.Period is { } period ? $"{period.Name}({period.From:yyyy-MM-dd}{(period.To == period.From ? "" : $"~{period.To:yyyy-MM-dd}")})" : null,
            r.IsWeekend is { } weekend ? weekend ? "주말" : "평일" : null, r.Account,
        };
        words.AddRange(r.Platforms.Select(Of));
        words.Add(r.Group is { } group ? Of(group) : null);
        words.AddRange(r.Formats.Select(Of));
        words.Add(r.Subject is "posts" or "contents" or "accounts" && r.State is { } state ? Of(state) : null);
        words.Add(r.IsAnswered is { } answered ? answered ? "답글을 단" : "답글을 달지 않은" : null);
        words.Add(r.IsHidden ? "숨긴" : null);
        words.Add(r.Keyword is { } keyword ? $"'{keyword}'이(가) 들어간" : null);
        words.AddRange(r.Sentiments.Select(Of));
        words.Add(r.Subject == "figures" ? Of(r.Metric!) : Of(r.Subject!));
        words.Add(r.Subject == "posts" && r.Metric is { } metric ? Of(metric) : null);
        words.Add(r.Ask switch { "share" => "비율(%)", "rate" => "답변율(%)", "time" => "까지 걸린 평균 시간(분)", "average" => "평균", "change" => "증감", "count" when r.Subject is not ("figures" or "best") && r.Metric is null => "수", _ => null });
        return string.Join(' ', words.Where(w => !string.IsNullOrEmpty(w)));
    }
}
