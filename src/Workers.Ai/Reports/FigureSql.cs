using System.Data;
using Dapper;
using Npgsql;
using SnsOps.Shared.Reports;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Counts the figures of a report, all from one snapshot; and any of them again, by what stands beside it.</summary>
internal sealed class FigureSql(NpgsqlDataSource database)
{
    /// <summary>In front of the names of the same figures of as many days before.</summary>
    public const string Before = "before.";

    private static readonly string[] Compared = ["publications", "comments", "replies", "incidents", "followers", "kpi"], Charted = ["comments_by_day", "troubled_by_day", "views_by_day"];

    /// <summary>By name, in the order of the queries.</summary>
    public async Task<CountedFigures> CountAsync(Guid clientId, ReportPeriod period, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var (client, asOf) = await connection.QuerySingleAsync<(string, DateTimeOffset)>(new CommandDefinition(
            "select name, snsops.now() from clients where id = @clientId", new { clientId }, transaction, cancellationToken: ct));
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        foreach (var query in ReportQueries.All)
        {
            var days = Charted.Contains(query.Name) ? period.Trend : period;
            await AddAsync("", query, new FigureParameters(clientId, days.From, days.To, asOf));
            if (Compared.Contains(query.Name))
                await AddAsync(Before, query, new FigureParameters(clientId, period.Before.From, period.Before.To, asOf));
        }

        return new CountedFigures(client, asOf, figures);

        async Task AddAsync(string prefix, ReportQuery query, FigureParameters parameters)
        {
            foreach (var figure in await RowsAsync(connection, query, parameters, transaction, ct))
                figures.Add(prefix + query.Prefix + figure.Key, figure);
        }
    }

    /// <summary>Counts a figure's query again, with its own parameters.</summary>
    public async Task<IReadOnlyList<Figure>> AgainAsync(string query, FigureParameters parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await RowsAsync(connection, ReportQueries.Named(query), parameters, null, ct);
    }

    private static async Task<IReadOnlyList<Figure>> RowsAsync(NpgsqlConnection connection, ReportQuery query, FigureParameters parameters, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        var days = new ReportPeriod("", parameters.From, parameters.To);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(query.Sql,
            new { client_id = parameters.ClientId, start = days.Start, end = days.End, from = Iso(parameters.From), to = Iso(parameters.To), as_of = parameters.AsOf }, transaction, cancellationToken: ct));
        return
        [
            .. rows.Select(r => new Figure
            {
                Value = r.Value, NullReason = r.NullReason, AsOf = r.SeenAt ?? parameters.AsOf, Query = query.Name, Key = r.Key, Parameters = parameters, Label = r.Label, AccountId = r.AccountId,
                Account = r.Account, Platform = r.Platform, Given = r.Given, Wanted = r.Wanted,
            }),
        ];
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public string Key { get; init; } = "";
        public decimal? Value { get; init; }
        public string? NullReason { get; init; }
        public DateTimeOffset? SeenAt { get; init; }
        public Guid? AccountId { get; init; }
        public string? Account { get; init; }
        public string? Platform { get; init; }
        public string? Label { get; init; }
        public int? Given { get; init; }
        public int? Wanted { get; init; }
    }
}

/// <summary>The figures of a report as they were counted.</summary>
/// <param name="Client">The client's name.</param>
/// <param name="AsOf">When.</param>
/// <param name="Figures">By name.</param>
internal sealed record CountedFigures(string Client, DateTimeOffset AsOf, IReadOnlyDictionary<string, Figure> Figures);
