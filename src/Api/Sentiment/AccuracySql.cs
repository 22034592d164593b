using Dapper;
using Npgsql;

namespace SnsOps.Api.Sentiment;

/// <summary>Compares a model's verdicts with what staff said of them.</summary>
internal sealed class AccuracySql(NpgsqlDataSource database)
{
    private const double Sigmas = 1.96;
    private static readonly string[] Classes = ["positive", "neutral", "negative", "crisis"];

    /// <summary>One report for each client and model; the newest judgement of a comment counts.</summary>
    public async Task<IReadOnlyList<AccuracyView>> ListAsync(Guid[] clients, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var cells = (await connection.QueryAsync<Cell>(new CommandDefinition("""
            with gold as (
                select distinct on (comment_id, model) client_id, model, model_sentiment, sentiment
                  from sentiment_corrections
                 where client_id = any(@clients) and corrected_at >= coalesce(@from::timestamptz, '-infinity') and corrected_at < coalesce(@to::timestamptz, 'infinity')
                 order by comment_id, model, corrected_at desc, id desc)
            select g.client_id, c.name as client_name, g.model, g.model_sentiment::text as said, g.sentiment::text as is, count(*)::int as comments
              from gold g join clients c on c.id = g.client_id group by 1, 2, 3, 4, 5 order by 2, 3
            """, new { clients, from, to }, cancellationToken: ct))).AsList();
        return [.. cells.GroupBy(c => (c.ClientId, c.ClientName, c.Model)).Select(g => View(g.Key.ClientId, g.Key.ClientName, g.Key.Model, [.. g]))];
    }

    private static AccuracyView View(Guid clientId, string client, string model, List<Cell> cells)
    {
        var (all, agreed) = (cells.Sum(c => c.Comments), cells.Where(c => c.Said == c.Is).Sum(c => c.Comments));
        var (low, high) = Interval(agreed, all);
        var classes = Classes.Select(name =>
        {
            var right = cells.Where(c => c.Said == name && c.Is == name).Sum(c => c.Comments);
            return new ClassAccuracy(name, Count(c => c.Is == name), Ratio(right, Count(c => c.Said == name)), Ratio(right, Count(c => c.Is == name)));
        });
        var confusion = Classes.ToDictionary(said => said,
            IReadOnlyDictionary<string, int> (said) => Classes.ToDictionary(actual => actual, actual => Count(c => c.Said == said && c.Is == actual)));
        return new AccuracyView(clientId, client, model, all, agreed, Math.Round((double)agreed / all, 4), low, high, [.. classes], confusion);

        int Count(Func<Cell, bool> of) => cells.Where(of).Sum(c => c.Comments);
    }

    private static double? Ratio(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);

    /// <summary>Wilson's interval: honest with few, too.</summary>
    private static (double Low, double High) Interval(int agreed, int all)
    {
        var share = (double)agreed / all;
        var middle = share + (Sigmas * Sigmas / (2 * all));
        var width = Sigmas * Math.Sqrt((share * (1 - share) / all) + (Sigmas * Sigmas / (4.0 * all * all)));
        var scale = 1 + (Sigmas * Sigmas / all);
        return (Math.Round(Math.Max(0, (middle - width) / scale), 4), Math.Round(Math.Min(1, (middle + width) / scale), 4));
    }

    private sealed record Cell(Guid ClientId, string ClientName, string Model, string Said, string Is, int Comments);
}
