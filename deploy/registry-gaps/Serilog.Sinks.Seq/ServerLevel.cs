using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.Seq;

/// <summary>Lets the server raise or lower the minimum level, so that one worker can be turned to Debug from Seq.</summary>
/// <remarks>With a switch given, the whole logger follows it. Without one, only what this sink sends does.</remarks>
internal sealed class ServerLevel(LoggingLevelSwitch? given)
{
    private volatile LoggingLevelSwitch? _switch = given;
    private LogEventLevel? _original;

    /// <summary>Whether the server's answers matter while there is nothing to send.</summary>
    public bool IsFollowed => _switch is not null;

    public bool Includes(LogEvent logEvent) => _switch is not { } current || logEvent.Level >= current.MinimumLevel;

    /// <summary>Takes over the accepted level; null gives the level back to the application.</summary>
    public void Follow(LogEventLevel? accepted)
    {
        if (accepted is { } level)
        {
            _switch ??= new LoggingLevelSwitch(LevelAlias.Minimum);
            _original ??= _switch.MinimumLevel;
            _switch.MinimumLevel = level;
        }
        else if (_switch is { } current && _original is { } original)
        {
            current.MinimumLevel = original;
            _original = null;
        }
    }
}
