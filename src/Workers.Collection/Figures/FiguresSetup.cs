namespace SnsOps.Workers.Collection.Figures;

/// <summary>Wires what reads figures.</summary>
internal static class FiguresSetup
{
    /// <summary>Adds the sources of all platforms.</summary>
    public static WebApplicationBuilder AddFigures(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FigurePlanSql>();
        builder.Services.AddSingleton<IFigureSource, MetaFigures>();
        builder.Services.AddSingleton<IFigureSource, GoogleFigures>();
        return builder;
    }
}
