namespace SnsOps.Sandbox.Graph.Fields;

/// <summary>One asked-for field: `replies.limit(5){id,text}` has a name, modifiers and fields of its own.</summary>
internal sealed record FieldRequest(string Name, IReadOnlyDictionary<string, string> Modifiers, string? Children);

/// <summary>Reads a `fields` parameter. https://developers.facebook.com/docs/graph-api/guides/field-expansion</summary>
internal ref struct FieldParser
{
    private static readonly Dictionary<string, string> s_none = [];

    private readonly string _text;
    private int _at;

    private FieldParser(string text) => _text = text;

    public static List<FieldRequest> Parse(string text)
    {
        var parser = new FieldParser(text);
        var fields = new List<FieldRequest>();
        do
            fields.Add(parser.ReadField());
        while (parser.Accept(','));
        return parser._at == text.Length ? fields : throw parser.SyntaxError();
    }

    private FieldRequest ReadField()
    {
        var name = ReadName();
        Dictionary<string, string>? modifiers = null;
        while (Accept('.'))
        {
            var modifier = ReadName();
            (modifiers ??= [])[modifier] = ReadEnclosed('(', ')');
        }
        return new FieldRequest(name, modifiers ?? s_none, Peek('{') ? ReadEnclosed('{', '}') : null);
    }

    private string ReadName()
    {
        SkipSpaces();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _at > start ? _text[start.._at] : throw SyntaxError();
    }

    private string ReadEnclosed(char open, char close)
    {
        if (!Accept(open))
            throw SyntaxError();
        var start = _at;
        for (var depth = 1; _at < _text.Length; _at++)
        {
            if (_text[_at] == open)
                depth++;
            else if (_text[_at] == close && --depth == 0)
                return _text[start.._at++];
        }
        throw SyntaxError();
    }

    private bool Peek(char wanted)
    {
        SkipSpaces();
        return _at < _text.Length && _text[_at] == wanted;
    }

    private bool Accept(char wanted)
    {
        if (!Peek(wanted))
            return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    private readonly GraphException SyntaxError() =>
        new GraphError(2500, $"Syntax error \"Expected name.\" at character {_at}: {_text}").Thrown();
}
