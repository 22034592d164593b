using System.Globalization;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>Writes the statement of a reading. It is checked like any other.</summary>
internal sealed class SqlWriter(Reading reading, TimeZoneInfo zone)
{
    private const int UsualList = 20;

    private readonly List<string> _conditions = [];

    /// <summary>The statement.</summary>
    public static string Write(Reading reading, TimeZoneInfo zone) => new SqlWriter(reading, zone).Write();

    private string Write() => reading.Subject switch
    {
        "comments" => Comments(),
        "posts" => reading.Metric is null ? Posts() : PostFigures(),
        "contents" => Contents(),
        "replies" => Replies(),
        "incidents" => Incidents(),
        "accounts" => Accounts(),
        "best" => Best(),
        "figures" => reading.Metric == "followers" ? Followers() : Figures(),
        _ => throw new InvalidOperationException(reading.Subject),
    };

    private string Comments()
    {
        Where("platform", reading.Platforms);
        Where("account", reading.Account is { } account ? [account] : []);
        Between("posted_at");
        Weekend("posted_weekday");
        if (reading.IsHidden)
            _conditions.Add("is_hidden");
        if (reading.Group == "post")
            _conditions.Add("post_title is not null");
        var wanted = new List<string>();
        if (reading.Sentiments.Count > 0)
            wanted.Add($"sentiment in ({List(reading.Sentiments)})");
        if (reading.Keyword is { } word)
            wanted.Add($"message ilike {Text("%" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%")}");
        if (reading.IsAnswered is { } answered)
            wanted.Add(answered ? "is_answered" : "not is_answered");
        if (reading.Ask is "share" or "rate")
        {
            var what = reading.Ask == "rate" ? "is_answered" : string.Join(" and ", wanted);
            if (reading.Ask == "share" && reading.Sentiments.Count > 0)
                _conditions.Add("sentiment is not null");
            if (reading.Ask == "rate" && wanted.Count > 0)
                _conditions.AddRange(wanted);
            return Grouped("comments", $"round(100.0 * count(*) filter (where {what}) / nullif(count(*), 0), 1) as percent", "percent", Column());
        }

        _conditions.AddRange(wanted);
        if (reading.Ask == "list")
            return $"select posted_at, platform, account, author, message, sentiment from comments{Conditions()} order by posted_at desc limit {reading.Top ?? UsualList}";
        if (reading.Ask == "average")
            return $"select round(count(*) / {Days()}.0, 1) as average from comments{Conditions()}";
        return Grouped("comments", "count(*) as comments", "comments", Column());
    }

    private string Posts()
    {
        Filters();
        var state = reading.State ?? "published";
        _conditions.Add(state == "scheduled" ? "state in ('scheduled', 'due', 'claimed', 'armed', 'retrying')" : $"state = '{state}'");
        Between(state == "published" ? "published_at" : "scheduled_at");
        Weekend("published_weekday");
        if (reading.Ask == "list")
        {
            return state == "published"
                ? $"select title, platform, account, format, published_at, url from posts{Conditions()} order by published_at desc limit {reading.Top ?? UsualList}"
                : $"select title, platform, account, format, scheduled_at, error from posts{Conditions()} order by scheduled_at{(state == "scheduled" ? "" : " desc")} limit {reading.Top ?? UsualList}";
        }

        var day = state == "published" ? "published_on" : "scheduled_on";
        return Grouped("posts", "count(*) as posts", "posts", Column("published_at", day, "published_weekday", "published_hour", "format"));
    }

    private string PostFigures()
    {
        Filters();
        _conditions.Add($"metric = '{reading.Metric}'");
        Between("published_at");
        if (reading.Ask == "rank" || (reading.Ask is "list" && reading.Group is null))
            return $"select title, platform, account, value, url from post_figures{Conditions()} order by value {(reading.IsAscending ? "asc" : "desc")}, published_at desc limit {reading.Top ?? 1}";
        var measure = reading.Ask == "average" ? "round(avg(value), 1) as average" : "sum(value) as total";
        return Grouped("post_figures", measure, reading.Ask == "average" ? "average" : "total", Column("published_at", "published_on", "extract(isodow from published_on)", "1", "format"));
    }

    private string Figures()
    {
        Where("platform", reading.Platforms);
        Where("account", reading.Account is { } account ? [account] : []);
        _conditions.Add($"metric = '{reading.Metric}' and period = 'day'");
        Dated("day");
        if (reading.Ask == "average" && reading.Group is null)
            return $"select round(avg(total), 1) as average from (select day, sum(value) as total from account_figures{Conditions()} group by day) as days";
        var measure = reading.Ask == "average" ? "round(avg(value), 1) as average" : "sum(value) as total";
        return Grouped("account_figures", measure, reading.Ask == "average" ? "average" : "total", Column("day", "day", "extract(isodow from day)", "1", "1"));
    }

    /// <summary>Followers stand at a number: they are never added over days.</summary>
    private string Followers()
    {
        Where("f.platform", reading.Platforms);
        Where("f.account", reading.Account is { } account ? [account] : []);
        _conditions.Add("f.metric = 'followers'");
        if (reading.Group is "day" or "week" or "month")
        {
            var step = reading.Group == "day" ? "f.day" : $"date_trunc('{reading.Group}', f.day::timestamp)::date";
            Dated("f.day");
            if (reading.Group != "day")
                _conditions.Add($"f.day = (select max(g.day) from account_figures g where g.metric = 'followers' and g.account = f.account and g.platform = f.platform and date_trunc('{reading.Group}', g.day::timestamp) = date_trunc('{reading.Group}', f.day::timestamp))");
            return $"select {step} as day, sum(f.value) as followers from account_figures f{Conditions()} group by 1 order by 1";
        }

        var until = reading.Period is { } period ? $" and g.day <= date '{Day(period.To)}'" : "";
        var same = "from account_figures g where g.metric = 'followers' and g.account = f.account and g.platform = f.platform";
        if (reading.Period is { } within)
            _conditions.Add($"f.day between date '{Day(within.From)}' and date '{Day(within.To)}'");
        _conditions.Add($"f.day = (select max(g.day) {same}{until})");
        var group = reading.Group is { } by ? $"f.{by}" : null;
        if (reading.Ask != "change")
            return $"select {(group is null ? "" : group + ", ")}sum(f.value) as followers{(group is null ? ", max(f.day) as day" : "")} from account_figures f{Conditions()}{(group is null ? "" : " group by 1" + Ordered("followers"))}";
        var from = reading.Period is { } start ? $" and g.day < date '{Day(start.From)}'" : "";
        // What there was before; a younger account begins at its first day within.
        var earlier = from.Length == 0 ? $"(select min(g.day) {same})" : $"coalesce((select max(g.day) {same}{from}), (select min(g.day) {same}))";
        return $"select {(group is null ? "" : group + ", ")}sum(f.value - b.value) as change from account_figures f join account_figures b on b.account = f.account and b.platform = f.platform and b.metric = f.metric and b.day = {earlier}{Conditions()}{(group is null ? "" : " group by 1" + Ordered("change"))}";
    }

    private string Replies()
    {
        Where("platform", reading.Platforms);
        Where("account", reading.Account is { } account ? [account] : []);
        _conditions.Add("state = 'published'");
        Between("published_at");
        if (reading.Ask == "time")
            return Grouped("replies", "round(avg(minutes_to_answer), 1) as minutes", "minutes", Column("published_at", "published_on", "1", "1", "1"));
        if (reading.Ask == "list")
            return $"select published_at, platform, account, comment, text from replies{Conditions()} order by published_at desc limit {reading.Top ?? UsualList}";
        return Grouped("replies", "count(*) as replies", "replies", Column("published_at", "published_on", "1", "1", "1"));
    }

    private string Incidents()
    {
        Between("opened_at");
        if (reading.IsOpen)
            _conditions.Add("not is_acknowledged");
        if (reading.Ask == "list")
            return $"select opened_at, kind, severity, message, comments, is_acknowledged from incidents{Conditions()} order by opened_at desc limit {reading.Top ?? UsualList}";
        return Grouped("incidents", "count(*) as incidents", "incidents", Column("opened_at", "opened_on", "1", "1", "1"));
    }

    private string Contents()
    {
        if (reading.State is { } state)
            _conditions.Add($"review_state = '{state}'");
        Between("created_at");
        return reading.Ask == "list"
            ? $"select title, review_state, created_on from contents{Conditions()} order by created_at desc limit {reading.Top ?? UsualList}"
            : $"select count(*) as contents from contents{Conditions()}";
    }

    private string Accounts()
    {
        Where("platform", reading.Platforms);
        if (reading.State is { } state)
            _conditions.Add(state == "connected" ? "state <> 'disabled'" : $"state = '{state}'");
        return reading.Ask == "list" ? $"select account, platform, state, connected_on from accounts{Conditions()} order by platform, account" : Grouped("accounts", "count(*) as accounts", "accounts", "platform");
    }

    private string Best()
    {
        Where("platform", reading.Platforms);
        Where("account", reading.Account is { } account ? [account] : []);
        _conditions.Add($"rank <= {reading.Top ?? 3}");
        return $"select platform, account, rank, weekday, hour, signal from best_times{Conditions()} order by platform, account, rank";
    }

    private void Filters()
    {
        Where("platform", reading.Platforms);
        Where("account", reading.Account is { } account ? [account] : []);
        if (reading.Formats.Count > 0)
            _conditions.Add($"format in ({List([.. reading.Formats.SelectMany(FormatsOf)])})");
    }

    private static string[] FormatsOf(string word) => word switch
    {
        "reel" => ["instagram_reel", "facebook_reel"],
        "story" => ["instagram_story", "facebook_story"],
        "carousel" => ["instagram_carousel", "facebook_multi_photo"],
        "short" => ["youtube_short"],
        "image" or "photo" => ["instagram_image", "facebook_photo"],
        _ => ["youtube_video", "facebook_video"],
    };

    private string Grouped(string view, string measure, string name, string column)
    {
        if (reading.Group is not { } group)
            return $"select {measure} from {view}{Conditions()}";
        var by = group is "account" ? "platform, account" : column;
        var count = group is "account" ? "1, 2" : "1";
        return $"select {by}{(group is "account" ? "" : $" as {group}")}, {measure} from {view}{Conditions()} group by {count}{Ordered(name)}";
    }

    /// <summary>Times in their order, other things by how many; the most only, if that was asked.</summary>
    private string Ordered(string measure) => reading.Top is { } top ? $" order by {measure} {(reading.IsAscending ? "asc" : "desc")} nulls last, 1 limit {top}"
        : reading.Group is "day" or "week" or "month" or "weekday" or "hour" ? " order by 1" : $" order by {measure} desc nulls last, 1";

    private string Column(string at = "posted_at", string day = "posted_on", string weekday = "posted_weekday", string hour = "posted_hour", string format = "1") => reading.Group switch
    {
        "day" => day,
        "week" or "month" => $"date_trunc('{reading.Group}', {day}::timestamp)::date",
        "weekday" => weekday,
        "hour" => hour,
        "format" => format,
        "sentiment" => "coalesce(sentiment, 'unscored')",
        "post" => "post_title",
        null => at,
        var plain => plain,
    };

    private void Between(string column)
    {
        if (reading.Period is { } period)
            _conditions.Add($"{column} >= timestamptz '{Instant(period.From)}' and {column} < timestamptz '{Instant(period.To.AddDays(1))}'");
    }

    private void Dated(string column)
    {
        if (reading.Period is { } period)
            _conditions.Add($"{column} between date '{Day(period.From)}' and date '{Day(period.To)}'");
    }

    private void Weekend(string column)
    {
        if (reading.IsWeekend is { } weekend)
            _conditions.Add(weekend ? $"{column} in (6, 7)" : $"{column} <= 5");
    }

    private void Where(string column, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            _conditions.Add($"{column} in ({List(values)})");
    }

    private string Conditions() => _conditions.Count == 0 ? "" : " where " + string.Join(" and ", _conditions);

    private string Days() => (reading.Period!.To.DayNumber - reading.Period.From.DayNumber + 1).ToString(CultureInfo.InvariantCulture);

    private string Instant(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Select(Text));

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
