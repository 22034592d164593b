using System.Reflection;
using Microsoft.Extensions.Logging;

namespace SnsOps.Unit.Architecture;

/// <summary>SRE filters on EventId.Name: each log event has one, of its own.</summary>
public sealed class LogEventTests
{
    private static readonly Assembly[] Ours =
    [
        typeof(Shared.Messages.Topics).Assembly, Assembly.Load("SnsOps.Api"), Assembly.Load("SnsOps.Workers.Publishing"),
        Assembly.Load("SnsOps.Workers.Collection"), Assembly.Load("SnsOps.Workers.Ai"),
    ];

    private static readonly List<(string Method, LoggerMessageAttribute Event)> Events =
    [
        .. from assembly in Ours
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select ($"{type.Name}.{method.Name}", attribute),
    ];

    [Fact]
    public void Every_event_has_a_name_and_an_id_of_its_own()
    {
        Assert.True(Events.Count > 30, $"only {Events.Count} events were found");
        Assert.Empty(Events.Where(e => string.IsNullOrEmpty(e.Event.EventName) || e.Event.EventId <= 0).Select(e => e.Method));
        Assert.Empty(Events.GroupBy(e => e.Event.EventId).Where(g => g.Count() > 1).Select(g => string.Join(" = ", g.Select(e => e.Method))));
        Assert.Empty(Events.GroupBy(e => e.Event.EventName).Where(g => g.Count() > 1).Select(g => string.Join(" = ", g.Select(e => e.Method))));
    }

    [Fact]
    public void No_event_logs_what_may_be_a_secret_or_a_persons_words()
    {
        string[] forbidden = ["{Token", "{AccessToken", "{Password", "{Caption", "{Email", "{Url}", "{Query", "{Secret"];

        Assert.Empty(Events.Where(e => forbidden.Any(f => e.Event.Message.Contains(f, StringComparison.OrdinalIgnoreCase))).Select(e => e.Method));
    }
}
