using System.Text.Json;
using System.Text.Json.Serialization;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>A claimed delivery, with what its words are made of. Never logged: its text hides them.</summary>
internal sealed record OutgoingDelivery
{
    public Guid Id { get; init; }

    public int Epoch { get; init; }

    public Guid ContactId { get; init; }

    public Guid? ClientId { get; init; }

    /// <summary>email, sms or slack.</summary>
    public string Channel { get; init; } = "";

    /// <summary>notifications, verification or mail.</summary>
    public string Purpose { get; init; } = "";

    public string Recipient { get; init; } = "";

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public string? Html { get; init; }

    public string Attachments { get; init; } = "[]";

    /// <summary>Of <see cref="Sealed"/>.</summary>
    public string? KeyId { get; init; }

    /// <summary>The words that must not lie open.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>Of <see cref="HookSecret"/>.</summary>
    public string? HookKeyId { get; init; }

    /// <summary>A hook's address, sealed for the contact.</summary>
    public byte[]? HookSecret { get; init; }

    /// <summary>What nobody has read yet of its notifications, oldest first.</summary>
    public string Notes { get; init; } = "[]";

    public int RetryCount { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The files as they are stored.</summary>
    public IReadOnlyList<StoredAttachment> Files => JsonSerializer.Deserialize<List<StoredAttachment>>(Attachments)!;

    /// <summary>The notifications.</summary>
    public IReadOnlyList<Note> Told => JsonSerializer.Deserialize<List<Note>>(Notes, Note.Wire)!;

    /// <inheritdoc />
    public override string ToString() => $"delivery {Id}";
}

/// <summary>A notification, as its row has it.</summary>
internal sealed record Note(string Title, string Message, string Priority, [property: JsonPropertyName("reference")] JsonElement Reference)
{
    public static JsonSerializerOptions Wire { get; } = new(JsonSerializerDefaults.Web);
}
