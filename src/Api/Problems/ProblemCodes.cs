using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace SnsOps.Api.Problems;

/// <summary>Which problems an endpoint can answer with, read from the program itself: every <see cref="ProblemKinds"/> field that its handler, or what that calls in this assembly, loads.</summary>
/// <remarks>For the Api's document only. A list kept by hand beside a hundred endpoints would be wrong within a week.</remarks>
internal static class ProblemCodes
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.FieldType == typeof(OpCode)).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    private static readonly ConcurrentDictionary<MethodBase, IReadOnlyList<ProblemKind>> Known = new();
    private static readonly Assembly Ours = typeof(ProblemCodes).Assembly;

    /// <summary>The kinds that <paramref name="handler"/> can answer with, by code.</summary>
    public static IReadOnlyList<ProblemKind> Of(MethodBase handler) => Known.GetOrAdd(handler, static method =>
    {
        var (seen, open, found) = (new HashSet<MethodBase>(), new Stack<MethodBase>([method]), new HashSet<ProblemKind>());
        while (open.TryPop(out var next))
        {
            // How a problem is written is nobody's reason to answer with one.
            if (!seen.Add(next) || next.DeclaringType == typeof(ProblemAnswers) || next.DeclaringType == typeof(ProblemKinds))
                continue;
            if (next.GetCustomAttribute<StateMachineAttribute>() is { } machine)
                open.Push(machine.StateMachineType.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic)!);
            foreach (var member in Used(next))
            {
                if (member is FieldInfo { FieldType: var type } field && type == typeof(ProblemKind) && field.DeclaringType == typeof(ProblemKinds))
                    found.Add((ProblemKind)field.GetValue(null)!);
                else if (member is MethodBase called && called.Module.Assembly == Ours)
                    open.Push(called);
            }
        }

        return [.. found.OrderBy(k => k.Status).ThenBy(k => k.Code, StringComparer.Ordinal)];
    });

    /// <summary>Fields and methods that a method's body names.</summary>
    private static IEnumerable<MemberInfo> Used(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? (short)((0xFE << 8) | il[at + 1]) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!;
            at += Length(code.OperandType, il, at);
        }
    }

    private static int Length(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
