using System.Globalization;
using System.Text.Json.Serialization;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Says of a file what its content's title and its own facts say. Nobody has looked at it, and the text says so.</summary>
internal static class AltText
{
    /// <summary>What staff see as its origin.</summary>
    public const string Engine = "embedded-alt-text";

    private const int LongestTitle = 120;

    /// <summary>The text for one file.</summary>
    public static MediaAltText Of(ContentToDescribe content, MediaToDescribe media, int place)
    {
        var title = content.Title.Trim();
        title = BannedWords.In(title, content.Banned).Count > 0 ? content.Client : title.Length > LongestTitle ? Letters.First(title, LongestTitle).TrimEnd() + "…" : title;
        var kind = media.Type.StartsWith("video/", StringComparison.Ordinal) ? "영상" : "이미지";
        var which = content.Media.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" {place + 1}/{content.Media.Count}") : "";
        var shape = (media.Width, media.Height) switch
        {
            ({ } w, { } h) when w > h => ", 가로형",
            ({ } w, { } h) when w < h => ", 세로형",
            ({ }, { }) => ", 정사각형",
            _ => "",
        };
        var length = media.DurationMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $", {Math.Max(1, ms / 1000)}초") : "";
        return new MediaAltText(media.Id, $"{title} — {kind}{which}{shape}{length} (화면을 보지 않고 제목과 파일 정보로 만든 설명입니다)", "metadata");
    }
}

/// <summary>The text for one file, what it rests on ("picture" or "metadata"), and of one that rests on the picture the model that saw it.</summary>
internal sealed record MediaAltText(Guid MediaId, string Text, string Basis, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Engine = null);

/// <summary>The texts for a content's files, in their order.</summary>
/// <param name="Texts">One each.</param>
/// <param name="Notes">Why a picture was not looked at, in Korean and English.</param>
internal sealed record AltTexts(IReadOnlyList<MediaAltText> Texts, IReadOnlyList<string> Notes)
{
    /// <summary>What all of them rest on; "mixed": see each.</summary>
    public string Basis => Texts.Select(t => t.Basis).Distinct().ToList() switch { [] => "metadata", [var one] => one, _ => "mixed" };

    /// <summary>All who wrote them.</summary>
    public string Engine => Texts.Count == 0 ? AltText.Engine : string.Join(", ", Texts.Select(t => t.Engine ?? AltText.Engine).Distinct());
}
