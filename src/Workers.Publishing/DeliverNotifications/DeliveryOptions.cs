using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>How what leaves for people is paced. Section "Deliveries".</summary>
internal sealed class DeliveryOptions
{
    /// <summary>Where staff open the page, such as https://ops.example.com: links lead there. Empty: messages have no links.</summary>
    public string PageUrl { get; init; } = "";

    /// <summary>So many are under way at once in this process.</summary>
    [Range(1, 1000)] public int Capacity { get; init; } = 16;

    /// <summary>Seconds between two mails to one address; what happens meanwhile comes together in the next. A crisis waits for nothing.</summary>
    [Range(0, 86_400)] public double EmailGapSeconds { get; init; } = 60;

    /// <summary>The same for text messages.</summary>
    [Range(0, 86_400)] public double SmsGapSeconds { get; init; } = 600;

    /// <summary>The same for Slack.</summary>
    [Range(0, 86_400)] public double SlackGapSeconds { get; init; } = 10;

    /// <summary>What could not be sent so many hours after it should have been is given up.</summary>
    [Range(0.01, 168)] public double GraceHours { get; init; } = 24;

    /// <summary>Seconds before what was refused for now is sent again; doubled each time, three times in all.</summary>
    [Range(0.05, 3600)] public double RetrySeconds { get; init; } = 60;

    /// <summary>A send that would start later than this after arming is abandoned, in seconds.</summary>
    [Range(1, 30)] public double GateSeconds { get; init; } = 5;

    /// <summary>A send is cancelled this long after arming, in seconds; longer than any channel's own patience.</summary>
    [Range(1, 900)] public double DeadlineSeconds { get; init; } = 120;

    /// <summary>Seconds until an SMS is looked at in the gateway's list, for what became of it; doubles up to five minutes.</summary>
    [Range(0.05, 300)] public double LookSeconds { get; init; } = 5;

    /// <summary>The list may show a message this many seconds after the send's deadline.</summary>
    [Range(0, 3600)] public double HorizonSeconds { get; init; } = 60;

    /// <summary>Two complete looks must be this many seconds apart before a message that is not in the list was not sent.</summary>
    [Range(0, 3600)] public double AbsenceSeconds { get; init; } = 60;
}
