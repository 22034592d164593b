namespace SnsOps.Workers.Collection.Figures;

/// <summary>Asks for many things in one call; when one of them fails the whole call, or they are too many, finds out by halving which and how many, and keeps the others.</summary>
/// <typeparam name="TThing">What is asked for.</typeparam>
/// <typeparam name="TAnswer">What comes back.</typeparam>
internal sealed class Bisection<TThing, TAnswer>(
    Func<IReadOnlyList<TThing>, Task<TAnswer>> ask, Func<TAnswer, bool> isAnswered, Func<TAnswer, bool> isRefusal, Func<TAnswer, bool>? isTooMuch = null)
    where TAnswer : class
{
    /// <summary>Answers, each with what it is about.</summary>
    public List<(IReadOnlyList<TThing> Things, TAnswer Answer)> Answered { get; } = [];

    /// <summary>Each thing that was refused, with the refusal.</summary>
    public List<(TThing Thing, TAnswer Answer)> Refused { get; } = [];

    /// <summary>An answer that is neither; nothing was asked after it.</summary>
    public TAnswer? Trouble { get; private set; }

    /// <summary>Asks for all.</summary>
    public async Task<Bisection<TThing, TAnswer>> RunAsync(IReadOnlyList<TThing> things)
    {
        if (things.Count > 0)
            await VisitAsync(things, null);
        return this;
    }

    /// <param name="things">Some of them.</param>
    /// <param name="refusal">Known to be among these, so that they need not be asked for together; null: nobody knows.</param>
    /// <returns>Whether one of them was refused.</returns>
    private async Task<bool> VisitAsync(IReadOnlyList<TThing> things, TAnswer? refusal)
    {
        if (refusal is null)
        {
            var answer = await ask(things);
            if (isAnswered(answer))
            {
                Answered.Add((things, answer));
                return false;
            }

            if (things.Count > 1 && isTooMuch?.Invoke(answer) == true)
            {
                var (first, second) = Halves(things);
                return await VisitAsync(first, null) | (Trouble is null && await VisitAsync(second, null));
            }

            if (!isRefusal(answer))
            {
                Trouble = answer;
                return false;
            }

            refusal = answer;
        }

        if (things.Count == 1)
        {
            Refused.Add((things[0], refusal));
            return true;
        }

        var (one, other) = Halves(things);
        var inOne = await VisitAsync(one, null);
        if (Trouble is null)
            await VisitAsync(other, inOne ? null : refusal);
        return true;
    }

    private static (IReadOnlyList<TThing> First, IReadOnlyList<TThing> Second) Halves(IReadOnlyList<TThing> things) => ([.. things.Take(things.Count / 2)], [.. things.Skip(things.Count / 2)]);
}
