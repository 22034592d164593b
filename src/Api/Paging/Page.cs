using System.Buffers.Text;
using System.Data;
using System.Globalization;
using System.Reflection;
using System.Text;
using Dapper;

namespace SnsOps.Api.Paging;

/// <summary>One page of a list. An empty token means the end; a short page does not.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextPageToken">Ask with it as page_token for what follows.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken);

/// <summary>Where a page begins: after the row with this time and id. Opaque to callers.</summary>
/// <param name="At">The row's ordering time.</param>
/// <param name="Id">Its id, or other tie-breaker.</param>
internal sealed record Cursor(DateTimeOffset At, string Id)
{
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}|{Id}")));

    /// <summary>Reads a token; null when it is not one of ours.</summary>
    public static Cursor? Parse(string token)
    {
        if (token.Length > 400 || !Base64Url.IsValid(token))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('|', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks && parts[1].Length > 0
            ? new Cursor(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1])
            : null;
    }
}

/// <summary>The page a list call asks for: ?page_size=&amp;page_token=.</summary>
/// <param name="Size">1 to 200.</param>
/// <param name="After">Null: the first page.</param>
internal sealed record PageRequest(int Size, Cursor? After)
{
    private const int Default = 50;
    private const int Most = 200;

    /// <summary>Reads the two query parameters; unreadable ones are a 400.</summary>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var (size, token) = (context.Request.Query["page_size"].ToString(), context.Request.Query["page_token"].ToString());
        if (size.Length > 0 && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) || asked < 1))
            throw new BadHttpRequestException("page_size must be a whole number from 1 to 200");
        var cursor = token.Length == 0 ? null : Cursor.Parse(token) ?? throw new BadHttpRequestException("page_token is not one of ours");
        return ValueTask.FromResult<PageRequest?>(new PageRequest(size.Length == 0 ? Default : Math.Min(int.Parse(size, CultureInfo.InvariantCulture), Most), cursor));
    }

    /// <summary>AfterAt, AfterId and Fetch as parameters of a statement, beside its own.</summary>
    public DynamicParameters Parameters(object? own = null)
    {
        var parameters = new DynamicParameters(own);
        parameters.Add("AfterAt", After?.At);
        parameters.Add("AfterId", After is null ? null : Guid.TryParse(After.Id, out var id) ? id : Guid.Empty, DbType.Guid);
        parameters.Add("Fetch", Size + 1);
        return parameters;
    }

    /// <summary>Cuts what was fetched to the page and makes the token of the next one.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> fetched, Func<T, Cursor> cursorOf) => fetched.Count <= Size
        ? new Page<T>(fetched, null)
        : new Page<T>([.. fetched.Take(Size)], cursorOf(fetched[Size - 1]).ToString());
}
