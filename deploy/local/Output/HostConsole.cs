using System.Threading.Channels;
using Spectre.Console;

namespace SnsOps.Local.Output;

/// <summary>The terminal: the host's own lines, and those of its children with their name in colour.</summary>
/// <remarks>One thread writes. Children's lines are dropped, never waited for, when the terminal is stopped (Ctrl-S):
/// a full pipe would stop the fleet. The log files hold every line.</remarks>
public sealed class HostConsole : IAsyncDisposable
{
    private static readonly string[] Palette = ["36", "35", "34", "33", "32", "96", "95", "94", "93", "92"];

    private readonly Channel<(string Text, TaskCompletionSource? Written)> _lines = Channel.CreateBounded<(string, TaskCompletionSource?)>(
        new BoundedChannelOptions(20_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<string, string> _colours = [];
    private readonly Task _writer;

    public HostConsole() => _writer = WriteAsync();

    /// <summary>True where colours and wide tables make sense.</summary>
    public static bool IsTerminal { get; } =
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>A line of the host itself.</summary>
    public void Say(string line) => _lines.Writer.TryWrite((line, null));

    /// <summary>A line of a child.</summary>
    public void Child(string name, string line) => _lines.Writer.TryWrite((Prefix(name) + line, null));

    /// <summary>A table, after everything said before it.</summary>
    public void Table(Table table)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 120;
        console.Write(table);
        Say(text.ToString().TrimEnd());
    }

    /// <summary>Returns when everything said so far stands in the terminal.</summary>
    public Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lines.Writer.TryWrite(("", written));
        return written.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.Complete();
        await _writer;
    }

    private string Prefix(string name)
    {
        var label = name.PadRight(14) + "│ ";
        if (!IsTerminal)
            return label;
        lock (_colours)
        {
            if (!_colours.TryGetValue(name, out var colour))
                _colours[name] = colour = Palette[_colours.Count % Palette.Length];
            return $"\e[{colour}m{label}\e[0m";
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var (text, written) in _lines.Reader.ReadAllAsync())
        {
            if (written is null)
                await Console.Out.WriteLineAsync(text);
            else
                written.SetResult();
        }
    }
}
