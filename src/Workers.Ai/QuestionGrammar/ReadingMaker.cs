namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>Makes a reading of the concepts in a question. A concept that finds no place makes it unclear: nothing is passed over.</summary>
internal sealed class ReadingMaker
{
    private readonly List<string> _left;
    private readonly List<string> _assumptions = [];
    private Reading _reading;

    private ReadingMaker(List<string> concepts, Reading begun) => (_left, _reading) = ([.. concepts], begun);

    /// <summary>Makes it.</summary>
    public static Understood Make(List<string> concepts, Reading begun, Reading? before, DateOnly today)
    {
        var maker = new ReadingMaker(concepts, begun);
        var unclear = maker.Read(before, today);
        if (unclear is not null)
            return new Understood.Unclear(unclear);
        var left = maker._left.Where(c => c is not ("which" or "count" or "list")).ToList();
        return left.Count > 0
            ? new Understood.Unclear("질문을 두 가지로 읽을 수 있어 답하지 않았습니다. 하나씩 나누어 물어봐 주세요. 예: '이번 달 플랫폼별 댓글 수', '조회수 상위 5개 게시물'")
            : new Understood.Clear(maker._reading, maker._assumptions);
    }

    private string? Read(Reading? before, DateOnly today)
    {
        _reading = _reading with { Platforms = TakeAll("platform."), Formats = TakeAll("format.") };
        if (TakeAll("group.") is { Count: > 0 } groups)
        {
            if (groups.Count > 1)
                return "한 번에 한 가지로만 나눌 수 있습니다. 어느 것으로 나눌까요?";
            _reading = _reading with { Group = groups[0] };
        }

        var isAsked = Take("count");
        var isListed = Take("list");
        var ranked = Take("top") | Take("order.most");
        var least = Take("order.least");
        Take("top");
        ranked |= least;
        _reading = _reading with { IsAscending = least, IsWeekend = Take("weekend") ? true : Take("weekdays") ? false : null, IsHidden = Take("hidden") };
        var isLatest = Take("order.latest");
        if (Subject(ranked, ref isAsked, ref isListed, isLatest) is { } unclear)
            return unclear;
        if (_reading.Subject is null)
            return Follow(before, isAsked);
        return Shape(ranked, isAsked, isListed, isLatest, today);
    }

    /// <summary>A question that names nothing goes on from the one before.</summary>
    private string? Follow(Reading? before, bool isAsked)
    {
        if (before is null)
            return "무엇에 대해 물으시는지 알려 주세요: 댓글, 게시물, 지표(조회수·도달·팔로워 …), 답글, 위기 경보, 추천 시간";
        if (!isAsked && _reading is { Platforms.Count: 0, Formats.Count: 0, Sentiments.Count: 0, Period: null, Group: null, Account: null, Keyword: null, Top: null, IsAnswered: null })
            return "앞 질문에서 무엇을 바꿀까요? 기간이나 플랫폼을 말씀해 주세요.";
        _assumptions.Add("앞 질문에 이어서 읽었습니다");
        _reading = before with
        {
            Platforms = _reading.Platforms.Count > 0 ? _reading.Platforms : before.Platforms, Formats = _reading.Formats.Count > 0 ? _reading.Formats : before.Formats,
            Sentiments = _reading.Sentiments.Count > 0 ? _reading.Sentiments : before.Sentiments, Period = _reading.Period ?? before.Period, Group = _reading.Group ?? before.Group,
            Account = _reading.Account ?? before.Account, Keyword = _reading.Keyword ?? before.Keyword, Top = _reading.Top ?? before.Top, IsAnswered = _reading.IsAnswered ?? before.IsAnswered,
        };
        return null;
    }

    private string? Subject(bool ranked, ref bool isAsked, ref bool isListed, bool isLatest)
    {
        var sentiments = TakeAll("sentiment.");
        var isCrisis = Take("crisis");
        var metrics = TakeAll("metric.");
        if (metrics.Count > 1)
            return "한 번에 한 지표만 물어봐 주세요.";
        var metric = metrics.Count == 1 ? metrics[0] : null;
        // How many people: followers are; of comments nobody counted them.
        if (metric is "followers" or "followers_gained")
            Take("people");
        var posts = Take("subject.posts") | _reading.Formats.Count > 0;
        var comments = Take("subject.comments");
        if (Take("subject.incidents") || (isCrisis && !comments))
            return As("incidents", sentiments, metric is null && !posts && !comments);
        if (Take("subject.best") || (Has("best") && (Has("when") || Has("dim.hour") || Has("dim.weekday"))))
            return BestTime(sentiments, metric is null && !comments);
        if (isCrisis)
            sentiments = [.. sentiments, "crisis"];
        if (Take("rate.answer"))
        {
            _reading = _reading with { Ask = "rate" };
            return As("comments", sentiments, metric is null && !posts, keep: true);
        }

        if (Take("time.answer"))
        {
            Take("average");
            _reading = _reading with { Ask = "time" };
            return As("replies", sentiments, metric is null && !posts && !comments);
        }

        if (Take("subject.replies"))
        {
            TakePut();
            return As("replies", sentiments, metric is null && !posts && !comments && !ranked);
        }

        if (_left.Exists(c => c.StartsWith("review.", StringComparison.Ordinal)))
        {
            Take("subject.contents");
            _reading = _reading with { State = TakeAll("review.")[0] };
            return As("contents", sentiments, metric is null && !comments);
        }

        var contents = Take("subject.contents");
        if (comments)
        {
            if (posts && (ranked || _reading.Group == "post"))
                _reading = _reading with { Group = "post" };
            else if (posts)
                return "'게시물'과 '댓글' 가운데 무엇을 셀까요? 예: '댓글이 가장 많은 게시물 5개'";
            TakePut();
            if (isLatest)
                isListed = true;
            return As("comments", sentiments, metric is null && !contents, keep: true);
        }

        if (posts || contents)
            return Posts(sentiments, metric, ranked, posts);
        if (_left.Exists(c => c.StartsWith("state.", StringComparison.Ordinal)) || ((Has("put") || Has("plan")) && metric is null))
        {
            if (Take("subject.accounts") || Has("state.reconnect") || Has("state.connected"))
                return Accounts(sentiments);
            return Posts(sentiments, metric, ranked, posts);
        }

        if (metric is not null)
        {
            _reading = _reading with { Subject = "figures", Metric = metric };
            return sentiments.Count == 0 ? null : "지표에는 감성이 없습니다. 댓글을 물으신 건가요?";
        }

        if (sentiments.Count > 0)
            return Sentiment(sentiments);
        if (Has("sentiment") && Has("distribution"))
            return As("comments", [], true, keep: true);
        return Take("subject.accounts") && _reading.Group is null && !ranked ? Accounts(sentiments) : null;
    }

    /// <summary>Sentiments are of comments, unless the question goes on from another one.</summary>
    private string? Sentiment(List<string> sentiments)
    {
        _reading = _reading with { Sentiments = sentiments };
        if (!Has("share") && !Has("distribution") && _reading.Period is null)
            return null;
        _reading = _reading with { Subject = "comments" };
        return null;
    }

    private string? BestTime(List<string> sentiments, bool fits)
    {
        foreach (var word in (string[])["best", "when", "dim.hour", "dim.weekday", "plan"])
            Take(word);
        TakePut();
        _reading = _reading with { Formats = [] };
        return As("best", sentiments, fits);
    }

    private string? Accounts(List<string> sentiments)
    {
        Take("subject.accounts");
        _reading = _reading with { State = Take("state.reconnect") ? "needs_reconnect" : Take("state.connected") ? "connected" : null };
        return As("accounts", sentiments, _reading.Period is null);
    }

    private string? Posts(List<string> sentiments, string? metric, bool ranked, bool named)
    {
        var states = TakeAll("state.");
        if (states.Count > 1)
            return "게시물의 상태를 하나만 물어봐 주세요.";
        var (put, plan) = (TakePut(), Take("plan"));
        if (put && plan)
            return "올린 것과 올릴 것 가운데 하나만 물어봐 주세요.";
        _reading = _reading with { State = states.Count == 1 ? states[0] : put ? "published" : plan ? "scheduled" : null, Metric = metric };
        if (metric is "followers" or "followers_gained")
            return "팔로워는 게시물이 아니라 계정의 지표입니다.";
        if (metric is null && !named && _reading.State is null)
        {
            _reading = _reading with { Subject = "contents" };
            return sentiments.Count == 0 ? null : "콘텐츠에는 감성이 없습니다.";
        }

        return As("posts", sentiments, metric is null || ranked || Has("average") || Has("sum") || _reading.Group is not null || _reading.Top is not null);
    }

    private string? As(string subject, List<string> sentiments, bool fits, bool keep = false)
    {
        _reading = _reading with { Subject = subject, Sentiments = keep ? sentiments : [] };
        return fits && (keep || sentiments.Count == 0) ? null : "질문을 두 가지로 읽을 수 있습니다. 하나만 물어봐 주세요.";
    }

    private string? Shape(bool ranked, bool isAsked, bool isListed, bool isLatest, DateOnly today)
    {
        if (_reading.Ask.Length == 0)
        {
            var ask = Take("share") ? "share" : Take("change") ? "change" : Take("average") ? "average" : "";
            if (Take("sum"))
                isAsked = true;
            if (Take("distribution"))
            {
                Take("sentiment");
                (ask, _reading) = ("count", _reading with { Group = _reading.Group ?? "sentiment", Sentiments = [] });
            }

            if (Take("trend"))
                (ask, _reading) = (ask.Length == 0 ? "count" : ask, _reading with { Group = _reading.Group ?? "day" });
            _reading = _reading with { Ask = ask };
        }

        var isRankedByDimension = ranked && Dimension();
        if (_reading.Ask.Length == 0)
            _reading = _reading with { Ask = ranked && _reading.Subject == "posts" ? "rank" : Listed(isAsked, isListed, isLatest, ranked || isRankedByDimension) };
        if (ranked && _reading.Group is null && _reading.Ask != "rank")
            return "무엇 가운데 가장 많은 것을 찾을까요? 예: '댓글이 가장 많은 요일', '조회수 상위 5개 게시물'";
        if (ranked && _reading.Group is not null)
            _reading = _reading with { Top = _reading.Top ?? 1 };
        Split(today);
        return ReadingChecks.Of(_reading, _assumptions, today);
    }

    /// <summary>Of several kinds each is told, not their sum; an average ends with today.</summary>
    private void Split(DateOnly today)
    {
        if (_reading is { Ask: "count", Group: null, Sentiments.Count: > 1 })
            _reading = _reading with { Group = "sentiment" };
        else if (_reading is { Ask: "count", Group: null, Platforms.Count: > 1, Subject: "comments" or "posts" or "replies" or "figures" })
            _reading = _reading with { Group = "platform" };
        if (_reading is { Ask: "average", Period: { } period } && period.To > today && period.From <= today)
        {
            _reading = _reading with { Period = period with { To = today } };
            _assumptions.Add("오늘까지의 평균입니다");
        }
    }

    private string Listed(bool isAsked, bool isListed, bool isLatest, bool ranked) =>
        ranked || _reading.Group is not null ? "count" : (isListed && !isAsked) || isLatest || (_reading.Top is not null && !isAsked) ? "list" : "count";

    /// <summary>The dimension that the most is looked for in.</summary>
    private bool Dimension()
    {
        if (_reading.Group is not null)
            return true;
        var dimension = (TakeAll("dim.") is [var first, ..] ? first : null) ?? (Take("subject.accounts") ? "account" : null) ?? (Take("when") ? "day" : null);
        if (dimension is null)
            return false;
        Take("when");
        _reading = _reading with { Group = dimension };
        return true;
    }

    private bool TakePut() => Take("put");

    private bool Has(string concept) => _left.Contains(concept);

    private bool Take(string concept) => _left.RemoveAll(c => c == concept) > 0;

    /// <summary>The rest of all concepts that begin so.</summary>
    private List<string> TakeAll(string prefix)
    {
        var found = _left.Where(c => c.StartsWith(prefix, StringComparison.Ordinal)).Select(c => c[prefix.Length..]).Distinct().ToList();
        _left.RemoveAll(c => c.StartsWith(prefix, StringComparison.Ordinal));
        return found;
    }
}
