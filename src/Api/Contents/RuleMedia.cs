using System.Globalization;

namespace SnsOps.Api.Contents;

/// <summary>What the rules look at in a file.</summary>
internal sealed record RuleMedia(int Position, string Sha256, string Type, long Bytes, int? Width, int? Height, int? DurationMs = null, string? VideoCodec = null, bool? MoovFirst = null)
{
    private const double Tolerance = 0.005;

    /// <summary>How messages name the file: its place and the beginning of its hash.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"#{Position + 1} {Sha256[..12]}");

    /// <summary>Whether it is one.</summary>
    public bool IsVideo => Type.StartsWith("video/", StringComparison.Ordinal);

    /// <summary>The rules it breaks, each in Korean and English.</summary>
    public IEnumerable<string> Breaks(FileRule rule)
    {
        if (!rule.Types.Contains(Type))
            yield return Say($"{Spoken(rule.Types)}만 됩니다 (이 파일은 {Type})", $"only {Spoken(rule.Types)} is taken, this is {Type}");
        if (Bytes > rule.MostBytes)
            yield return Say($"{rule.MostBytes / (1024 * 1024)}MB를 넘습니다", $"more than {rule.MostBytes / (1024 * 1024)} MB");
        if (this is { Width: { } width, Height: { } height })
        {
            var ratio = (double)width / height;
            if (ratio < rule.Narrowest - Tolerance || ratio > rule.Widest + Tolerance)
                yield return Say($"가로세로 비율은 {rule.Shape}이어야 합니다 ({width}×{height})", $"the aspect ratio must be {rule.Shape}, this is {width}×{height}");
            if (width < rule.LeastWidth || height < rule.LeastHeight)
                yield return Say($"{rule.LeastWidth}×{rule.LeastHeight} 이상이어야 합니다 ({width}×{height})", $"at least {rule.LeastWidth}×{rule.LeastHeight} is needed, this is {width}×{height}");
            if (width > rule.MostWidth)
                yield return Say($"가로는 {rule.MostWidth}픽셀까지입니다 ({width}×{height})", $"up to {rule.MostWidth} pixels wide, this is {width}×{height}");
        }

        if (DurationMs is { } duration)
        {
            foreach (var broken in BreaksAsVideo(rule, duration / 1000.0))
                yield return broken;
        }
    }

    private IEnumerable<string> BreaksAsVideo(FileRule rule, double seconds)
    {
        if (seconds < rule.LeastSeconds || seconds > rule.MostSeconds)
            yield return Say($"영상 길이는 {rule.LeastSeconds}~{rule.MostSeconds}초여야 합니다 (이 영상은 {seconds:0.#}초)", $"a video must last {rule.LeastSeconds} to {rule.MostSeconds} s, this lasts {seconds:0.#} s");
        if (Bytes * 8 / seconds / 1_000_000 is var megabits && megabits > rule.MostMegabits)
            yield return Say($"비트레이트는 {rule.MostMegabits}Mbps까지입니다 (이 영상은 {megabits:0.#}Mbps)", $"up to {rule.MostMegabits} Mbps, this has {megabits:0.#}");
        if (VideoCodec is not null && rule.Codecs?.Contains(VideoCodec) == false)
            yield return Say($"H.264나 HEVC 영상이어야 합니다 (이 영상은 {VideoCodec})", $"the video must be H.264 or HEVC, this is {VideoCodec}");
        if (rule.MoovFirst && MoovFirst == false)
            yield return Say("재생 정보(moov)가 파일 앞에 있어야 합니다. '웹 최적화(fast start)'로 다시 내보내세요", "the moov box must come first: export it again for the web (fast start)");
    }

    private string Say(string korean, string english) => $"{Name}: {korean} | {Name}: {english}";

    private static string Spoken(string[] types) => string.Join(", ", types.Select(t => t switch
    {
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "video/mp4" => "MP4",
        _ => "MOV",
    }));
}
