using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>Reads what Instagram accounts and Facebook pages say of themselves and of their posts. https://developers.facebook.com/docs/instagram-platform/insights</summary>
internal sealed class MetaFigures(MetaClient meta) : IFigureSource
{
    /// <inheritdoc />
    public bool Reads(string platform) => platform is "instagram" or "facebook";

    /// <inheritdoc />
    public string ApiVersion => meta.ApiVersion;

    /// <summary>Meta gives figures up to two days late.</summary>
    public TimeSpan Settles => TimeSpan.FromHours(48);

    /// <inheritdoc />
    public async Task<Reading> ReadAsync(ConnectedAccount account, FigurePlan plan, CancellationToken ct)
    {
        var reading = new Reading();
        await new MetaAccountReading(meta, account, plan, Settles, reading, ct).RunAsync();
        if (reading.Trouble is null)
            await new MetaPostReading(meta, account, plan, reading, ct).RunAsync();
        return reading;
    }
}
