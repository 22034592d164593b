using System.Text.RegularExpressions;
using SnsOps.Shared.Copy;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>What captions are wanted for. Only what a person wrote here may be said.</summary>
/// <param name="Id">Of what asked: the same again gets the same answer of a model.</param>
/// <param name="ClientId">Whose budget pays.</param>
/// <param name="Client">Their name.</param>
/// <param name="Facts">What it is about.</param>
/// <param name="Limits">The platform's.</param>
/// <param name="Banned">Must not be said.</param>
/// <param name="Required">Must be said, word for word.</param>
/// <param name="Tone">polite, friendly or formal.</param>
/// <param name="Wanted">So many drafts.</param>
internal sealed record CopyBrief(
    Guid Id, Guid ClientId, string Client, CopyFacts Facts, CopyLimits Limits, IReadOnlyList<string> Banned, IReadOnlyList<string> Required, string Tone, int Wanted)
{
    /// <summary>All words that may be said of facts.</summary>
    public string Given => string.Join('\n', [Client, Facts.Title, Facts.Body, Facts.Link ?? "", .. Facts.Keywords, .. Required]);
}

/// <summary>Facts of a post.</summary>
/// <param name="Title">What it is called inside.</param>
/// <param name="Body">What is known; may be empty.</param>
/// <param name="Keywords">To be found by.</param>
/// <param name="Link">Where it leads, or null.</param>
internal sealed record CopyFacts(string Title, string Body, IReadOnlyList<string> Keywords, string? Link);

/// <summary>A caption.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Engine">Who wrote it; people see it.</param>
/// <param name="Notes">What was mended in it, in Korean and English.</param>
internal sealed record CopyDraft(string Text, string Engine, IReadOnlyList<string> Notes);

/// <summary>What a writer came to.</summary>
/// <param name="Drafts">All of them keep all rules.</param>
/// <param name="Hashtags">Suggestions, with their sign.</param>
/// <param name="Notes">What was dropped and why, in Korean and English.</param>
internal sealed record CopyResult(IReadOnlyList<CopyDraft> Drafts, IReadOnlyList<string> Hashtags, IReadOnlyList<string> Notes)
{
    /// <summary>Who wrote the first.</summary>
    public string Engine => Drafts.Count == 0 ? EmbeddedCopyWriter.Engine : Drafts[0].Engine;

    /// <summary>How alike the drafts are.</summary>
    public double? Likeness(CopyBrief brief) => CopyDiversity.Mean([.. Drafts.Select(d => CopyDiversity.Apart(d.Text, brief))]);
}

/// <summary>What in a text can be true or false.</summary>
internal static partial class Claims
{
    [GeneratedRegex(@"\d[\d,.:\-]*\d|\d")]
    public static partial Regex Number();

    /// <summary>A link, a mail address or a name of the web.</summary>
    [GeneratedRegex(@"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(com|net|org|kr|io|co|me|ly|gg|shop|link|xyz|site|info)\b\S*", RegexOptions.IgnoreCase)]
    public static partial Regex Address();
}
