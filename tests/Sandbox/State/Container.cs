namespace SnsOps.Sandbox.State;

/// <summary>An Instagram media container: invisible until published.</summary>
internal sealed class Container(ContainerCreated created, Account account) : Node(created.Id)
{
    /// <summary>https://developers.facebook.com/docs/instagram-platform/content-publishing: a container lives 24 hours.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public override NodeKind Kind => NodeKind.Container;

    public override Account Owner { get; } = account;

    public ContainerCreated Created { get; } = created;

    public override string Text => Created.Caption ?? "";

    /// <summary>Processing was scripted to fail.</summary>
    public bool Failed { get; set; } = created.Failing;

    public Post? Media { get; set; }

    public string StatusAt(DateTimeOffset now, SandboxOptions options) => StatusAt(now, TimeSpan.FromMilliseconds(Created.IsVideo ? options.VideoMs : options.ContainerMs));

    private string StatusAt(DateTimeOffset now, TimeSpan processing) => this switch
    {
        { Media: not null } => "PUBLISHED",
        _ when now - Created.At >= Life => "EXPIRED",
        _ when Created.Stuck || now - Created.At < processing => "IN_PROGRESS",
        { Failed: true } => "ERROR",
        _ => "FINISHED",
    };
}
