using System.Text.RegularExpressions;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>Reads a Korean question over the client's data, word by word. It answers only what it understood whole.</summary>
internal static partial class QuestionReader
{
    private const int MostTop = 100;

    /// <summary>Reads it.</summary>
    /// <param name="question">As it was asked.</param>
    /// <param name="today">In the client's time zone.</param>
    /// <param name="accounts">Names of the client's accounts.</param>
    /// <param name="before">The reading of the conversation's question before; null: none.</param>
    public static Understood Read(string question, DateOnly today, IReadOnlyList<string> accounts, Reading? before)
    {
        var text = " " + Letters.Composed(question).ToLowerInvariant() + " ";
        var reading = new Reading { Ask = "" };
        text = TakeKeyword(text, ref reading);
        text = TakeAccount(text, accounts, ref reading);
        var periods = Periods.Take(ref text, today);
        if (periods.Count > 1)
            return new Understood.Unclear("두 기간을 함께 물으셨습니다. 비교는 아직 하지 못하니 한 기간씩 물어봐 주세요.");
        reading = reading with { Period = periods.Count == 1 ? periods[0] : null };
        text = TakePhrases(text, ref reading);
        text = TakeTop(text, ref reading);
        var (concepts, unknown) = Concepts(text);
        if (unknown.Count > 0)
        {
            var words = string.Join(", ", unknown.Select(w => $"'{w}'"));
            return concepts.Exists(c => c.StartsWith("subject.", StringComparison.Ordinal) || c.StartsWith("metric.", StringComparison.Ordinal))
                ? new Understood.Unclear($"{words} 부분을 이해하지 못했습니다. 다르게 물어봐 주시겠어요? 예: '지난주 부정 댓글 몇 개야?'")
                : new Understood.Foreign($"{words} — 여기 저장된 댓글, 게시물, 지표, 답글, 위기 경보, 추천 시간에 대해서만 답할 수 있습니다.");
        }

        return ReadingMaker.Make(concepts, reading, before, today);
    }

    /// <summary>What stands in quotation marks, or before "들어간".</summary>
    private static string TakeKeyword(string text, ref Reading reading)
    {
        foreach (var pattern in (Regex[])[Quoted(), Containing()])
        {
            if (pattern.Match(text) is { Success: true } match && reading.Keyword is null)
            {
                reading = reading with { Keyword = match.Groups[1].Value.Trim() };
                return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
            }
        }

        return text;
    }

    private static string TakeAccount(string text, IReadOnlyList<string> accounts, ref Reading reading)
    {
        foreach (var name in accounts.OrderByDescending(n => n.Length))
        {
            var at = text.IndexOf(Letters.Composed(name).ToLowerInvariant(), StringComparison.Ordinal);
            if (at < 0 || name.Length < 2)
                continue;
            reading = reading with { Account = name };
            var rest = AccountWord().Match(text, at + name.Length);
            return text.Remove(at, name.Length + (rest.Success && rest.Index == at + name.Length ? rest.Length : 0)).Insert(at, " ");
        }

        return text;
    }

    private static string TakePhrases(string text, ref Reading reading)
    {
        if (Unanswered().Match(text) is { Success: true } open)
        {
            reading = reading with { IsAnswered = false };
            text = text.Remove(open.Index, open.Length).Insert(open.Index, " ");
        }
        else if (Answered().Match(text) is { Success: true } done)
        {
            reading = reading with { IsAnswered = true };
            text = text.Remove(done.Index, done.Length).Insert(done.Index, " ");
        }

        return Joined().Replace(text, m => m.Value.Replace(" ", "", StringComparison.Ordinal));
    }

    private static string TakeTop(string text, ref Reading reading)
    {
        var match = TopNumber().Match(text);
        if (!match.Success || Periods.Number(match.Groups["n"].Value) is not { } n || n is < 1 or > MostTop)
            return text;
        reading = reading with { Top = n };
        var word = match.Groups["word"].Success ? " 상위 " : " ";
        return text.Remove(match.Index, match.Length).Insert(match.Index, word);
    }

    private static (List<string> Concepts, List<string> Unknown) Concepts(string text)
    {
        var (concepts, unknown) = (new List<string>(), new List<string>());
        foreach (var token in text.Split(Between, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Lexicon.Read(token) is { } found)
                concepts.AddRange(found.Where(c => c != "stop"));
            else
                unknown.Add(token);
        }

        return (concepts, unknown);
    }

    private static readonly char[] Between = [' ', '\t', '\n', '\r', '?', '!', '.', ',', '·', '…', '~', '？', '，', '(', ')'];

    [GeneratedRegex("""['"‘“「『`]([^'"’”」』`]{1,40})['"’”」』`]\s*(?:이라는|라는|이란|란|을|를|이|가)?\s*(?:말이|단어가|낱말이)?\s*(?:들어간|들어있는|포함된|포함한|언급된|언급한|언급하는|나오는|나온|관련된|관련|있는|적힌)?""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=\s)([가-힣a-z0-9]{2,20}?)(?:이라는\s*말이|라는\s*말이|이|가|을|를)?\s+(?:들어간|들어있는|포함된|포함한|언급된|언급한|언급하는|관련된|관련)(?=\s)")]
    private static partial Regex Containing();

    [GeneratedRegex(@"\s*(?:계정)?(?:에서는|에서|에는|에|의|은|는|이|가)?(?=[\s?])")]
    private static partial Regex AccountWord();

    [GeneratedRegex(@"(?:아직\s*)?(?:답글|답변|답|대답)(?:을|이|도)?\s*(?:안\s*한|안\s*단|안\s*달린|안\s*달았던|못\s*한|못\s*단|없는|하지\s*않은|달지\s*않은|달리지\s*않은|안\s*된)|미답변|무응답|(?:답글|답변|답)\s*안\s*한")]
    private static partial Regex Unanswered();

    [GeneratedRegex(@"(?:답글|답변|답)(?:을|이)?\s*(?:한|단|달린|달아준|남긴)(?=\s*(?:[가-힣]+\s+)?댓글)")]
    private static partial Regex Answered();

    /// <summary>Words that are written together and apart.</summary>
    [GeneratedRegex(@"(?:조회|팔로워|구독자|도달|좋아요|공유|저장|게시물|게시글|댓글|답글|답변)\s+수(?=[\s를을는은가의?]|$)|새\s+(?:팔로워|구독자)|신규\s+(?:팔로워|구독자)|좋은\s+반응|승인\s+대기(?:\s*중인)?|승인\s+기다리는|검토\s+중인?|수정\s+요청(?:된)?|작성\s+중인?|(?:응답|답변|답글)\s+(?:시간|속도)|(?:플랫폼|채널|매체|계정|날짜|일자|요일|시간대|시간|감성|감정|형식|유형|작성자|게시물|게시글|월|주)\s+별|최적\s+시간|추천\s+시간|베스트\s+타임|몇\s+시|다시\s+연결해야\s*하는|다시\s+연결|연결\s+끊긴|재연결이?\s*필요한|확인\s+안\s*한|위기\s+(?:경보|상황|알림)|잘\s+나온|반응\s+좋은|대기\s+중인|발행\s+예정(?:인)?|하루\s+평균")]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?:(?<word>상위|탑|top|베스트)\s*)(?<n>\d{1,3}|한|두|세|네|다섯|열)\s*(?:개|건|명|위|곳)?(?:만|를|을)?(?=[\s?.!]|$)|(?<![\d가-힣])(?<n>\d{1,3}|한|두|세|네|다섯|열)\s*(?:개|건|명|곳)(?:만|씩)?(?=[\s?.!]|$)|(?<![\d가-힣])(?<n>\d{1,3})\s*위까지")]
    private static partial Regex TopNumber();
}
