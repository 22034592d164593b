using System.ComponentModel.DataAnnotations;

namespace SnsOps.Sandbox;

/// <summary>What the simulated platforms are like. Section "Sandbox".</summary>
public sealed class SandboxOptions
{
    /// <summary>Where the journal lives; what was answered is there before the answer.</summary>
    [Required] public string DataFolder { get; init; } = "";

    [Required] public string AppId { get; init; } = "100000000000001";

    [Required] public string AppSecret { get; init; } = "sandbox-app-secret";

    /// <summary>Of the same app for Instagram Login.</summary>
    [Required] public string InstagramAppId { get; init; } = "200000000000002";

    [Required] public string InstagramAppSecret { get; init; } = "sandbox-instagram-secret";

    /// <summary>Every call must carry appsecret_proof, as with the app setting of that name.</summary>
    public bool RequireAppSecretProof { get; init; }

    /// <summary>Of the Google Cloud project whose tokens YouTube takes.</summary>
    [Required] public string GoogleClientId { get; init; } = "100000000001-sandbox.apps.googleusercontent.com";

    [Required] public string GoogleClientSecret { get; init; } = "sandbox-client-secret";

    /// <summary>Where the mail server listens, with STARTTLS; 0: there is none.</summary>
    [Range(0, 65_535)] public int SmtpPort { get; init; }

    /// <summary>The SENS service, its keys, and the one sender that is registered.</summary>
    [Required] public string SensServiceId { get; init; } = "ncp:sms:kr:000000000000:snsops";

    [Required] public string SensAccessKey { get; init; } = "AKIDEXAMPLE";

    [Required] public string SensSecretKey { get; init; } = "SECRETEXAMPLE";

    [Required] public string SensFrom { get; init; } = "0212345678";

    /// <summary>How long a text message is on its way.</summary>
    [Range(0, 3_600_000)] public int SensMs { get; init; } = 400;

    /// <summary>Added between the effect and the answer of every call.</summary>
    [Range(0, 600_000)] public int LatencyMs { get; init; }

    /// <summary>How long a container is IN_PROGRESS.</summary>
    [Range(0, 3_600_000)] public int ContainerMs { get; init; } = 400;

    /// <summary>How long a video is processed: before it can be published on Instagram, before it is public on a page, before YouTube calls it processed.</summary>
    [Range(0, 3_600_000)] public int VideoMs { get; init; } = 800;

    /// <summary>How much of a video a page takes in one chunk.</summary>
    [Range(1, int.MaxValue)] public int VideoChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>What a second media_publish of a PUBLISHED container gets: "code/subcode", or "ok" for the same media id again.
    /// Meta documents no answer, so clients must bear any.</summary>
    [RegularExpression(@"ok|-?\d+/\d+")] public string SecondPublish { get; init; } = "24/2207008";

    /// <summary>Whether a page refuses the text it has just posted (code 506).</summary>
    public bool DuplicateFilter { get; init; } = true;

    /// <summary>Instagram posts per account in 24 h. Meta's pages disagree between 25, 50 and 100.</summary>
    [Range(1, int.MaxValue)] public int PublishQuota { get; init; } = 100;

    /// <summary>Instagram containers per account in 24 h.</summary>
    [Range(1, int.MaxValue)] public int ContainerQuota { get; init; } = 400;

    /// <summary>Usage headers appear only after this many calls.</summary>
    [Range(0, int.MaxValue)] public int UsageHeadersAfter { get; init; } = 10;

    /// <summary>Calls of the app in a rolling hour before code 4. Far above Meta's 200 × users by default, so that it never limits by accident.</summary>
    [Range(1, int.MaxValue)] public int AppCallsPerHour { get; init; } = 20_000_000;

    /// <summary>Calls on one account in a rolling hour before code 80001 or 80002.</summary>
    [Range(1, int.MaxValue)] public int AccountCallsPerHour { get; init; } = 20_000_000;

    /// <summary>How long a media URL may take to answer.</summary>
    [Range(100, 600_000)] public int FetchTimeoutMs { get; init; } = 10_000;
}
