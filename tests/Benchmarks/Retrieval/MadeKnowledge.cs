namespace SnsOps.Benchmarks.Retrieval;

/// <summary>Documents of made clients and questions about them, put together from <c>client-documents.txt</c>: the same ones in every run.</summary>
internal sealed class MadeKnowledge
{
    private const int QuestionsPerFact = 2, NotesPerDocument = 10;

    private readonly List<MadeDocument> _documents = [];
    private readonly List<MadeQuestion> _questions = [];
    private readonly List<string> _notes = [];

    private MadeKnowledge()
    {
    }

    /// <summary>One document for each thing of each client.</summary>
    public IReadOnlyList<MadeDocument> Documents => _documents;

    /// <summary>Two questions about each fact.</summary>
    public IReadOnlyList<MadeQuestion> Questions => _questions;

    /// <summary>Reads the templates and fills them.</summary>
    public static MadeKnowledge Read(TextReader templates, int seed)
    {
        var made = new MadeKnowledge();
        var random = new Random(seed);
        MadeClient? client = null;
        while (templates.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || line[0] == '#')
                continue;
            var (word, rest) = (line[..space], line[(space + 1)..]);
            switch (word)
            {
                case "note":
                    made._notes.Add(rest);
                    break;
                case "client":
                    made.Fill(client, random);
                    client = new MadeClient(rest);
                    break;
                case "things":
                    client!.Things.AddRange(rest[(rest.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('|', StringSplitOptions.TrimEntries));
                    break;
                case "about":
                    client!.About = rest;
                    break;
                case "facet":
                    var isHeld = rest.EndsWith(" held", StringComparison.Ordinal);
                    client!.Facets.Add(new MadeFacet(isHeld ? rest[..^5] : rest, isHeld));
                    break;
                case "D":
                    client!.Facets[^1].Writings.Add(rest);
                    break;
                case "Q":
                    client!.Facets[^1].Askings.Add(rest);
                    break;
                default:
                    throw new InvalidDataException($"unknown word in the templates: {word}");
            }
        }

        made.Fill(client, random);
        return made;
    }

    /// <summary>Questions of one client's families about a thing of another client: nothing it has answers them.</summary>
    public IEnumerable<MadeQuestion> Misplaced(int seed)
    {
        var random = new Random(seed);
        foreach (var question in _questions.Where(q => q.IsHeld && q.Text.Contains(q.Thing, StringComparison.Ordinal)))
        {
            var others = _documents.Where(d => d.Client != question.Client).ToList();
            var other = others[random.Next(others.Count)];
            yield return question with { Client = other.Client, Thing = other.Thing, Text = question.Text.Replace(question.Thing, other.Thing, StringComparison.Ordinal) };
        }
    }

    private void Fill(MadeClient? client, Random random)
    {
        if (client is null)
            return;
        foreach (var thing in client.Things)
        {
            var sections = new List<MadeSection>();
            foreach (var facet in client.Facets.OrderBy(_ => random.Next()))
            {
                var text = Choose(facet.Writings[random.Next(facet.Writings.Count)], thing, random);
                sections.Add(new MadeSection(facet.Name, text));
                foreach (var asking in facet.Askings.OrderBy(_ => random.Next()).Take(QuestionsPerFact))
                    _questions.Add(new MadeQuestion(client.Name, thing, facet.Name, facet.IsHeld, asking.Replace("{thing}", random.Next(2) == 0 ? thing : Short(thing), StringComparison.Ordinal), text));
            }

            var notes = _notes.OrderBy(_ => random.Next()).Take(NotesPerDocument).Select(note => Choose(note, thing, random));
            sections = [.. sections.Concat(notes.Select(note => new MadeSection("", note))).OrderBy(_ => random.Next())];
            _documents.Add(new MadeDocument(client.Name, thing, Choose(client.About, thing, random), sections));
        }
    }

    /// <summary>As people say it who leave half of a name out.</summary>
    private static string Short(string thing) => thing.Split(' ') switch
    {
        [var first, _, var last] => $"{first} {last}",
        [var first, var last] => $"{first}{last}",
        [var only] when only.Length > 3 && only.EndsWith('점') => only[..^1],
        _ => thing,
    };

    /// <summary>Takes one of each <c>{a|b}</c>.</summary>
    private static string Choose(string template, string thing, Random random)
    {
        var text = template.Replace("{thing}", thing, StringComparison.Ordinal);
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', StringComparison.Ordinal))
        {
            var close = text.IndexOf('}', open);
            var choices = text[(open + 1)..close].Split('|');
            text = text[..open] + choices[random.Next(choices.Length)] + text[(close + 1)..];
        }

        return text;
    }

    private sealed class MadeClient(string name)
    {
        public string Name { get; } = name;

        public string About { get; set; } = "";

        public List<string> Things { get; } = [];

        public List<MadeFacet> Facets { get; } = [];
    }

    private sealed record MadeFacet(string Name, bool IsHeld)
    {
        public List<string> Writings { get; } = [];

        public List<string> Askings { get; } = [];
    }
}

/// <summary>A document of a client about one thing.</summary>
internal sealed record MadeDocument(string Client, string Thing, string About, IReadOnlyList<MadeSection> Sections)
{
    /// <summary>As a person writes it: Markdown with a heading for each fact.</summary>
    public string Markdown => $"# {Thing}\n\n{About}\n\n" + string.Join("\n\n", Sections.Select(s => s.Heading.Length == 0 ? s.Text : $"## {s.Heading}\n\n{s.Text}"));

    /// <summary>As running text without headings.</summary>
    public string Text => $"{About} " + string.Join(' ', Sections.Select(s => s.Text));
}

/// <summary>One fact under its heading.</summary>
internal sealed record MadeSection(string Heading, string Text);

/// <summary>What somebody asks.</summary>
/// <param name="Client">Whose documents know it.</param>
/// <param name="Thing">What it is about.</param>
/// <param name="Facet">The family of the fact.</param>
/// <param name="IsHeld">The family is looked at by no tuning.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The passage that answers it.</param>
internal sealed record MadeQuestion(string Client, string Thing, string Facet, bool IsHeld, string Text, string Answer);
