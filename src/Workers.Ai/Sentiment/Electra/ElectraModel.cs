using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>A KcELECTRA that was trained on our four classes, from a folder: model.onnx, vocab.txt, config.json; model.json and probes.json if there are.</summary>
/// <remarks>Any thread may score; each call works on one core.</remarks>
internal sealed class ElectraModel : IProbabilityModel
{
    private const int MostPerBatch = 64;

    // Half of what a transaction may be idle: a batch of the longest comments, with their reasons, takes no more.
    private static readonly TimeSpan MostLocked = TimeSpan.FromSeconds(5);
    private static readonly int Classes = Enum.GetValues<SentimentClass>().Length;

    private readonly ElectraSession _session;
    private readonly TokenBlock _tokens;
    private readonly SentimentClass[] _classes;
    private readonly Func<string, string> _clean;
    private readonly LeaveOneOut _reasons;

    private ElectraModel(ElectraSession session, TokenBlock tokens, SentimentClass[] classes, Func<string, string> clean, string id, int reasonParts, TimeSpan longest)
    {
        (_session, _tokens, _classes, _clean, Id) = (session, tokens, classes, clean, id);
        _reasons = new LeaveOneOut(this, reasonParts);
        BatchSize = (int)Math.Clamp(MostLocked / (longest * (1 + reasonParts)), 1, MostPerBatch);
    }

    /// <inheritdoc />
    public string Id { get; }

    /// <inheritdoc />
    public int BatchSize { get; }

    /// <inheritdoc />
    public int AtOnce => Environment.ProcessorCount;

    /// <summary>How the check against the folder's probes went.</summary>
    public SelfCheck Check { get; private set; } = SelfCheck.NoProbes;

    /// <summary>Loads and tries it.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="reasonParts">Into how many parts a text is cut to find out which decided; 0: reasons are not looked for.</param>
    /// <exception cref="ModelFileException">Something is missing, does not fit this program, or computes something else here than where it was checked.</exception>
    public static ElectraModel Load(string folder, int reasonParts)
    {
        var settings = ElectraSettings.Read(folder);
        var classes = ClassMap.Of(settings, folder);
        var clean = CommentCleaning.Named(settings.Chosen.Preprocess, folder);
        var vocabulary = Vocabulary.Read(Path.Combine(folder, "vocab.txt"));
        var tokens = new TokenBlock(new WordPieceTokenizer(vocabulary), vocabulary.Padding, settings.Longest);
        var file = Path.Combine(folder, "model.onnx");
        var probes = Probes.Read(folder, classes.Length);
        var id = $"{Name(settings, folder)}@{settings.Chosen.Version ?? Digest(file)}";
        Probes.Drift? first = null;
        foreach (var careful in new[] { false, true })
        {
            var session = ElectraSession.Open(file, careful);
            try
            {
                var longest = Try(session, vocabulary.Count, settings, classes.Length, file);
                var model = new ElectraModel(session, tokens, classes, clean, id, reasonParts, longest);
                if (probes is null)
                    return model;
                var drift = probes.Compare(model.Logits(probes.Texts));
                first ??= drift;
                if (!drift.IsTooFar)
                {
                    model.Check = careful ? SelfCheck.OnlyCareful : SelfCheck.Passed;
                    return model;
                }

                session.Dispose();
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }

        throw new ModelFileException(folder,
            $"이 프로세서에서 다르게 계산합니다: {first!.Of}문장 중 {first.Others}개의 분류가 다르고 확률 차이가 평균 {first.Distance:f3}입니다. 8비트로 줄이지 않은 모델을 쓰거나 {Probes.FileName}을 다시 만드세요",
            $"it computes something else on this processor: {first.Others} of {first.Of} sentences get another class, probabilities differ by {first.Distance:f3} on average. Use the model that was not made eight-bit, or make {Probes.FileName} anew");
    }

    /// <inheritdoc />
    public IReadOnlyList<SentimentScore> Score(IReadOnlyList<string> texts) => Probabilities(texts).ConvertAll(SentimentScore.Best);

    /// <inheritdoc />
    public IReadOnlyList<int[]?> Reasons(IReadOnlyList<string> texts, IReadOnlyList<SentimentScore> scores) => _reasons.Of(texts, scores);

    /// <inheritdoc />
    public List<float[]> Probabilities(IReadOnlyList<string> texts) => Logits(texts).ConvertAll(logits =>
    {
        var shares = Shares.Of(logits);
        var classes = new float[Classes];
        for (var i = 0; i < shares.Length; i++)
            classes[(int)_classes[i]] += shares[i];
        return classes;
    });

    /// <summary>What the model itself says, in its own order.</summary>
    public List<float[]> Logits(IReadOnlyList<string> texts)
    {
        var answers = new float[texts.Count][];
        foreach (var batch in _tokens.Batches([.. texts.Select(_clean)]))
            _session.Run(batch, (row, logits) => answers[batch.Rows.Span[row]] = logits.ToArray());
        return [.. answers];
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    /// <summary>A vocabulary that is not the model's, or more places than it has, would fail at the first rare word or long comment.</summary>
    /// <returns>How long the longest comment takes.</returns>
    private static TimeSpan Try(ElectraSession session, int pieces, ElectraSettings settings, int outputs, string file)
    {
        var given = Attempt(pieces - 1, 2, $"vocab.txt의 낱말 조각 {pieces}개를 다 모릅니다", $"it does not know all {pieces} pieces of vocab.txt");
        if (given != outputs)
            throw new ModelFileException(file, $"출력이 {given}개인데 config.json의 분류는 {outputs}개입니다", $"it gives {given} numbers, but config.json names {outputs} classes");
        Attempt(pieces - 1, settings.Longest, $"{settings.Longest}조각을 읽지 못합니다: config.json의 max_position_embeddings를 확인하세요", $"it cannot read {settings.Longest} pieces: see max_position_embeddings in config.json");
        var started = Stopwatch.GetTimestamp();
        session.Try(pieces - 1, settings.Longest);
        return Stopwatch.GetElapsedTime(started);

        int Attempt(int piece, int width, string korean, string english)
        {
            try
            {
                return session.Try(piece, width);
            }
            catch (OnnxRuntimeException e)
            {
                throw new ModelFileException(file, korean, english, e);
            }
        }
    }

    private static string Name(ElectraSettings settings, string folder) => settings.Chosen.Name is { Length: > 0 } name ? name : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static string Digest(string path)
    {
        if (!File.Exists(path))
            return "";
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..8];
    }
}
