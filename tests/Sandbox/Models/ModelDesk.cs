namespace SnsOps.Sandbox.Models;

/// <summary>What the models are told to say, and what they were asked. In memory only: an answer of a model is no effect that anybody could see.</summary>
internal sealed class ModelDesk
{
    private const int Remembered = 10_000;
    private const string Usual = "안녕하세요. 남겨 주신 말씀 잘 읽었습니다. 담당자가 확인한 뒤 안내해 드리겠습니다.";
    private readonly Lock _gate = new();
    private readonly Queue<ModelCallView> _calls = [];
    private readonly List<ScriptedAnswer> _answers = [];
    private int _pieceMs;

    /// <summary>Between two pieces of a stream.</summary>
    public TimeSpan PieceGap => TimeSpan.FromMilliseconds(Volatile.Read(ref _pieceMs));

    /// <summary>What was scripted last for it. Who sees a picture says what is seen, unless the script speaks of just this question.</summary>
    public string AnswerTo(ModelQuestion question)
    {
        var looks = question.Pictures.Count > 0;
        lock (_gate)
        {
            return _answers.FindLast(a => a.Match is null ? !looks : question.Prompt.Contains(a.Match, StringComparison.Ordinal))?.Text
                ?? (looks ? string.Join(' ', question.Pictures.Select(p => p.Seen)) : Usual);
        }
    }

    public void Script(ModelScript script)
    {
        lock (_gate)
        {
            if (script.Text is { } text)
                _answers.Add(new ScriptedAnswer(script.Match, text));
        }

        if (script.PieceMs is { } gap)
            Volatile.Write(ref _pieceMs, gap);
    }

    public void Note(ModelCallView call)
    {
        lock (_gate)
        {
            _calls.Enqueue(call);
            if (_calls.Count > Remembered)
                _calls.Dequeue();
        }
    }

    public ModelCallView[] Calls()
    {
        lock (_gate)
            return [.. _calls];
    }

    public void Forget()
    {
        lock (_gate)
        {
            _calls.Clear();
            _answers.Clear();
        }

        Volatile.Write(ref _pieceMs, 0);
    }

    private sealed record ScriptedAnswer(string? Match, string Text);
}

/// <summary>What models shall say to questions that contain <paramref name="Match"/>, and how slowly.</summary>
internal sealed record ModelScript(string? Text = null, string? Match = null, int? PieceMs = null);

/// <summary>A question that arrived, and how it was answered.</summary>
/// <param name="Pictures">What came with it to be looked at.</param>
/// <param name="Written">Tokens that left, whether or not they arrived: what the provider bills.</param>
/// <param name="Ended">The answer went out to its end.</param>
internal sealed record ModelCallView(string Endpoint, string? Model, string? Prompt, string[] Pictures, int Status, int Asked, int Written, bool Ended, string? Fault);
