namespace SnsOps.Benchmarks;

/// <summary>Comments put together from words, for measuring speed; they mean nothing.</summary>
internal static class MadeComments
{
    private static readonly string[] Words =
    [
        "라떼", "진짜", "맛있어요", "직원분이", "불친절해서", "기분이", "좋았어요", "다시는", "안", "가요", "주차", "되나요?", "최고", "별로", "사진보다", "훨씬", "예뻐요", "오래", "기다렸는데", "🙏",
    ];

    /// <summary>The same ones each time.</summary>
    public static List<string> Of(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(2, 14)).Select(_ => Words[random.Next(Words.Length)])))];
    }
}
