using System.Globalization;
using System.Runtime.InteropServices;

namespace SnsOps.Shared.Hosting;

/// <summary>Places where tests stop, kill or delay a real process: <c>SNSOPS_FAIL=point:action@n[,…]</c>.</summary>
/// <remarks>
/// Actions: <c>kill</c> (SIGKILL to itself), <c>throw</c>, <c>delay=MS</c>, <c>stop</c> (SIGSTOP to itself); <c>@n</c> acts on the n-th hit only,
/// without it on every hit. Without the variable a hit costs one null check.
/// </remarks>
public static class Failpoint
{
    private static readonly Dictionary<string, Point>? Points = Parse(Environment.GetEnvironmentVariable("SNSOPS_FAIL"));

    /// <summary>Passes through unless a test has armed this point.</summary>
    /// <exception cref="FailpointException">The armed action is <c>throw</c>.</exception>
    public static void Hit(string name)
    {
        if (Points is not null && Points.TryGetValue(name, out var point))
            point.Act();
    }

    internal static Dictionary<string, Point>? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var points = new Dictionary<string, Point>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw new FormatException($"SNSOPS_FAIL: '{part}' is not point:action[@n]");
            var at = part.IndexOf('@', colon);
            var action = at < 0 ? part[(colon + 1)..] : part[(colon + 1)..at];
            points[part[..colon]] = new Point(part[..colon], action, at < 0 ? 0 : int.Parse(part[(at + 1)..], CultureInfo.InvariantCulture));
        }

        return points;
    }

    internal sealed class Point(string name, string action, int onHit)
    {
        private int _hits;

        public string Action => action;

        public int OnHit => onHit;

        public void Act()
        {
            if (Interlocked.Increment(ref _hits) != onHit && onHit != 0)
                return;
            switch (action)
            {
                case "kill": Signal(9); break;
                case "stop": Signal(19); break;
                case "throw": throw new FailpointException(name);
                case var delay when delay.StartsWith("delay=", StringComparison.Ordinal):
                    Thread.Sleep(int.Parse(delay.AsSpan(6), CultureInfo.InvariantCulture));
                    break;
                default: throw new FormatException($"SNSOPS_FAIL: unknown action '{action}' at {name}");
            }
        }

        /// <summary>From this very thread, so that nothing else of the process goes on meanwhile.</summary>
        private static void Signal(int signal)
        {
            Marshal.GetDelegateForFunctionPointer<Kill>(NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "kill"))(Environment.ProcessId, signal);
            Thread.Sleep(signal == 9 ? Timeout.Infinite : 50);
        }

        private delegate int Kill(int process, int signal);
    }
}

/// <summary>Thrown by an armed failpoint, never in production.</summary>
public sealed class FailpointException(string point) : Exception($"failpoint {point}");
