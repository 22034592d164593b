using System.Globalization;

namespace SnsOps.Api.Contents;

/// <summary>What the rules look at in a file.</summary>
internal sealed record RuleMedia(
    int Position, string Sha256, string Type, long Bytes, int? Width, int? Height, int? DurationMs = null, string? VideoCodec = null, bool? MoovFirst = null,
    double? FramesPerSecond = null, string? AudioCodec = null, string? JpegKind = null, string? FileName = null)
{
    private const double Tolerance = 0.005;

    /// <summary>Phones keep their rate to a hair: their sixty are a little more or less.</summary>
    private const double FrameTolerance = 0.1;

    /// <summary>What is cropped by less is hardly noticed.</summary>
    private const double CropTolerance = 0.03;

    /// <summary>How messages name the file: its place and what people call it, or the beginning of its hash.</summary>
    public string Name => FileName is null ? Mark : $"{Position + 1}번째 파일 '{FileName}'";

    /// <summary>In English.</summary>
    public string NameEn => FileName is null ? Mark : $"file {Position + 1} '{FileName}'";

    private string Mark => string.Create(CultureInfo.InvariantCulture, $"#{Position + 1} {Sha256[..12]}");

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
            if (rule.LeastHeight is null && width < rule.LeastWidth)
                yield return Say($"가로는 {rule.LeastWidth}픽셀 이상이어야 합니다 ({width}×{height})", $"at least {rule.LeastWidth} pixels wide is needed, this is {width}×{height}");
            else if (width < rule.LeastWidth || height < rule.LeastHeight)
                yield return Say($"{rule.LeastWidth}×{rule.LeastHeight} 이상이어야 합니다 ({width}×{height})", $"at least {rule.LeastWidth}×{rule.LeastHeight} is needed, this is {width}×{height}");
            if (width > rule.MostWidth)
                yield return Say($"가로는 {rule.MostWidth}픽셀까지입니다 ({width}×{height})", $"up to {rule.MostWidth} pixels wide, this is {width}×{height}");
        }

        if (rule.PlainJpeg && JpegKind is { } kind)
            yield return kind == "cmyk"
                ? Say("인쇄용 색(CMYK)은 받지 않습니다. sRGB로 다시 저장하세요", "colours for print (CMYK) are not taken: save it as sRGB")
                : Say($"여러 장이 든 JPEG({kind.ToUpperInvariant()})는 받지 않습니다. 한 장짜리 JPEG로 다시 저장하세요", $"a JPEG of several pictures ({kind.ToUpperInvariant()}) is not taken: save it as a plain one");
        if (DurationMs is { } duration)
        {
            foreach (var broken in BreaksAsVideo(rule, duration / 1000.0))
                yield return broken;
        }
    }

    /// <summary>What becomes of it in the shape of the first file, in Korean and English; null: nothing that is noticed.</summary>
    public string? CroppedTo(RuleMedia first) => this is { Width: { } width, Height: { } height } && first is { Width: { } wide, Height: { } high }
        && (double)width / height * high / wide is < 1 - CropTolerance or > 1 + CropTolerance
            ? Say($"플랫폼이 첫 파일의 비율({wide}×{high})로 잘라 보여 줍니다 (이 파일은 {width}×{height})", $"the platform crops it to the first file's shape ({wide}×{high}), this is {width}×{height}") : null;

    private IEnumerable<string> BreaksAsVideo(FileRule rule, double seconds)
    {
        if (seconds < rule.LeastSeconds || seconds > rule.MostSeconds)
            yield return Say($"영상 길이는 {rule.LeastSeconds}~{rule.MostSeconds}초여야 합니다 (이 영상은 {seconds:0.#}초)", $"a video must last {rule.LeastSeconds} to {rule.MostSeconds} s, this lasts {seconds:0.#} s");
        if (Bytes * 8 / seconds / 1_000_000 is var megabits && megabits > rule.MostMegabits)
            yield return Say($"비트레이트는 {rule.MostMegabits}Mbps까지입니다 (이 영상은 {megabits:0.#}Mbps)", $"up to {rule.MostMegabits} Mbps, this has {megabits:0.#}");
        if (VideoCodec is not null && rule.Codecs?.Contains(VideoCodec) == false)
            yield return Say($"H.264나 HEVC 영상이어야 합니다 (이 영상은 {VideoCodec})", $"the video must be H.264 or HEVC, this is {VideoCodec}");
        if (FramesPerSecond < rule.LeastFrames - FrameTolerance || FramesPerSecond > rule.MostFrames + FrameTolerance)
            yield return Say($"초당 {rule.LeastFrames}~{rule.MostFrames}프레임이어야 합니다 (이 영상은 {FramesPerSecond:0.##}프레임)", $"{rule.LeastFrames} to {rule.MostFrames} frames per second are needed, this has {FramesPerSecond:0.##}");
        if (AudioCodec is not null && rule.Sounds?.Contains(AudioCodec) == false)
            yield return Say($"소리는 AAC여야 합니다 (이 영상은 {AudioCodec})", $"the sound must be AAC, this is {AudioCodec}");
        if (rule.MoovFirst && MoovFirst == false)
            yield return Say("재생 정보(moov)가 파일 앞에 있어야 합니다. '웹 최적화(fast start)'로 다시 내보내세요", "the moov box must come first: export it again for the web (fast start)");
    }

    private string Say(string korean, string english) => $"{Name}: {korean} | {NameEn}: {english}";

    private static string Spoken(string[] types) => string.Join(", ", types.Select(t => t switch
    {
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "video/mp4" => "MP4",
        _ => "MOV",
    }));
}
