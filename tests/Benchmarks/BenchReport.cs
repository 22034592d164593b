using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SnsOps.Benchmarks;

/// <summary>What one run of a bench found: the machine first, then figures beside their goals; a table for people, JSON for what compares runs.</summary>
/// <param name="bench">The verb it was asked by.</param>
internal sealed class BenchReport(string bench)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<Entry> _ceilings = [];
    private readonly List<Entry> _figures = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _broken = [];

    /// <summary>Nothing was lost, doubled or stuck. A figure that misses its goal is no fault of the run.</summary>
    public bool Holds => _broken.Count == 0;

    /// <summary>What the machine can do, taken in this run: a figure means little without it.</summary>
    public void Ceiling(string name, double value, string unit) => _ceilings.Add(new Entry(name, Rounded(value), unit, null));

    /// <summary>A measured figure.</summary>
    /// <param name="name">What was measured, with the conditions that matter.</param>
    /// <param name="value">Usually a median.</param>
    /// <param name="unit">Of the value: "ms", "posts/s", "×" for a ratio, …</param>
    /// <param name="goal">As the issue states it; null: there is none.</param>
    public void Figure(string name, double value, string unit, string? goal = null) => _figures.Add(new Entry(name, Rounded(value), unit, goal));

    /// <summary>What is told in words: a line below the table.</summary>
    public void Note(string what) => _notes.Add(what);

    /// <summary>Something that must never be: the run ends with an error.</summary>
    public void Broken(string what) => _broken.Add(what);

    /// <summary>A line while it runs.</summary>
    public static void Progress(string line) => Console.WriteLine($"  {DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}");

    /// <summary>Prints the table, and writes the JSON file when there is to be one.</summary>
    public async Task CloseAsync(FileInfo? json, CancellationToken ct)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(bench, "", "", "goal");
        foreach (var entry in _ceilings)
            table.AddRow(Markup.Escape("machine: " + entry.Name), entry.Text, entry.Unit, "");
        foreach (var entry in _figures)
            table.AddRow(Markup.Escape(entry.Name), entry.Text, entry.Unit, Markup.Escape(entry.Goal ?? ""));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
        foreach (var note in _notes)
            Console.WriteLine("  " + note);
        foreach (var broken in _broken)
            Console.WriteLine("✗ " + broken);
        if (json is null)
            return;
        var report = new { Bench = bench, At = DateTimeOffset.UtcNow, Environment.ProcessorCount, Machine = _ceilings, Figures = _figures, Notes = _notes, Broken = _broken };
        await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(report, Json) + "\n", ct);
        Console.WriteLine(json.FullName);
    }

    private static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private sealed record Entry(string Name, double Value, string Unit, string? Goal)
    {
        [JsonIgnore]
        public string Text => Value.ToString(CultureInfo.InvariantCulture);
    }
}
