using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Connections;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Api.Contacts;

/// <summary>Where people are reached beside the page, and who gets a client's mail. Nothing is sent to an address before it was shown to be theirs.</summary>
internal static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder app)
    {
        var mine = app.MapGroup("/v1/contacts").WithTags("Contacts").RequireAuthorization().ProducesProblem(401);
        mine.MapGet("/", ListAsync).WithName("listContacts").WithSummary("내 연락처 | My e-mail address, phone and Slack hook");
        mine.MapPost("/", AskAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429).WithName("addContact").WithSummary("연락처 등록: 확인 링크나 인증번호를 보냄 | Enter one: a link or six digits are sent there");
        mine.MapPost("/{id:guid}/ask-again", AskAgainAsync).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429).WithName("askContactAgain").WithSummary("확인을 다시 보냄 | Send the link or the digits once more");
        mine.MapPost("/{id:guid}/verify", VerifyAsync).RequireRateLimiting(AuthEndpoints.RateLimit).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429)
            .WithName("verifyContact").WithSummary("인증번호 확인 | Give the six digits");
        mine.MapDelete("/{id:guid}", RemoveAsync).ProducesProblem(404).WithName("removeContact").WithSummary("연락처 삭제 | Take it away");

        var recipients = app.MapGroup("/v1/clients/{clientId:guid}/mail-recipients").WithTags("Contacts").RequireAuthorization(Roles.Managers).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        recipients.MapGet("/", RecipientsAsync).WithName("listMailRecipients").WithSummary("리포트 메일을 받는 사람들 | Who gets the client's mail");
        recipients.MapPost("/", AskRecipientAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429).WithName("addMailRecipient").WithSummary("받는 사람 등록: 확인 링크를 보냄 | Enter one: they confirm by a link");
        recipients.MapDelete("/{id:guid}", RemoveRecipientAsync).WithName("removeMailRecipient").WithSummary("받는 사람 삭제 | Take one away");
    }

    private static async Task<Ok<ContactList>> ListAsync(Caller caller, ContactSql contacts, CancellationToken ct) =>
        TypedResults.Ok(new ContactList(await contacts.OfUserAsync(caller.UserId, ct)));

    private static async Task<Results<Accepted<ContactView>, ProblemHttpResult>> AskAsync(
        NewContact body, Caller caller, HttpRequest request, ContactSql contacts, Passwords passwords, ContactOptions options, ConnectOptions addresses, SlackOptions slack, CancellationToken ct)
    {
        if (ContactAddress.Read(body.Channel!, body.Address!, slack) is not { } shown)
            return Unreadable(body.Channel!).ToProblem();
        var page = PageAddress.Of(request, options.PageUrl, addresses.RedirectBaseUrl);
        if (page is null && body.Channel == "email")
            return ProblemKinds.AddressNotSetUp.Plain().ToProblem();
        var address = new NewAddress(caller.RowId, caller.UserId, caller.UserId, null, body.Channel!, shown, body.Channel == "slack" ? body.Address!.Trim() : null);
        return Answer(await contacts.AskAsync(address, ProofFor(body.Channel!, "알림", page ?? "", passwords, options), ct));
    }

    private static async Task<Results<Accepted<ContactView>, ProblemHttpResult>> AskAgainAsync(
        Guid id, Caller caller, HttpRequest request, ContactSql contacts, Passwords passwords, ContactOptions options, ConnectOptions addresses, CancellationToken ct)
    {
        var page = PageAddress.Of(request, options.PageUrl, addresses.RedirectBaseUrl);
        if (page is null && (await contacts.OfUserAsync(caller.UserId, ct)).Any(c => c.Id == id && c.Channel == "email"))
            return ProblemKinds.AddressNotSetUp.Plain().ToProblem();
        return Answer(await contacts.AskAgainAsync(id, caller.UserId, channel => ProofFor(channel, "알림", page ?? "", passwords, options), ct));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> VerifyAsync(Guid id, ContactCode body, Caller caller, ProofSql proofs, CancellationToken ct) =>
        await proofs.TryCodeAsync(id, caller.UserId, body.Code!.Trim(), ct) switch
        {
            CodeAnswer.Right => TypedResults.NoContent(),
            CodeAnswer.Wrong wrong => ProblemKinds.ContactCodeWrong.Because($"인증번호가 맞지 않습니다. {wrong.Left}번 더 입력할 수 있습니다", $"The digits are wrong; {wrong.Left} tries are left").ToProblem(),
            CodeAnswer.Over => ProblemKinds.ContactCodeOver.Plain().ToProblem(),
            _ => ProblemKinds.ContactNotFound.Plain().ToProblem(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, Caller caller, ContactSql contacts, CancellationToken ct) =>
        await contacts.RemoveAsync(id, caller.UserId, null, ct) ? TypedResults.NoContent() : ProblemKinds.ContactNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<ContactList>, ProblemHttpResult>> RecipientsAsync(Guid clientId, Caller caller, ContactSql contacts, CancellationToken ct) =>
        caller.Sees(clientId) ? TypedResults.Ok(new ContactList(await contacts.OfClientAsync(clientId, ct))) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Accepted<ContactView>, ProblemHttpResult>> AskRecipientAsync(
        Guid clientId, NewRecipient body, Caller caller, HttpRequest request, ContactSql contacts, Passwords passwords, ContactOptions options, ConnectOptions addresses, SlackOptions slack, CancellationToken ct)
    {
        if (!caller.Sees(clientId))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (PageAddress.Of(request, options.PageUrl, addresses.RedirectBaseUrl) is not { } page)
            return ProblemKinds.AddressNotSetUp.Plain().ToProblem();
        return ContactAddress.Read("email", body.Email!, slack) is { } shown
            ? Answer(await contacts.AskAsync(new NewAddress(caller.RowId, caller.UserId, null, clientId, "email", shown, null), ProofFor("email", "리포트 메일", page, passwords, options), ct))
            : Unreadable("email").ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveRecipientAsync(Guid clientId, Guid id, Caller caller, ContactSql contacts, CancellationToken ct) =>
        !caller.Sees(clientId) ? ProblemKinds.ClientNotFound.Plain().ToProblem()
        : await contacts.RemoveAsync(id, null, clientId, ct) ? TypedResults.NoContent() : ProblemKinds.ContactNotFound.Plain().ToProblem();

    private static Proof ProofFor(string channel, string what, string page, Passwords passwords, ContactOptions options) => channel == "email"
        ? Proof.Link(page, what, options)
        : Proof.Code(passwords, options);

    private static Results<Accepted<ContactView>, ProblemHttpResult> Answer((ContactView? Contact, AskRefused Refused) asked) => asked.Refused switch
    {
        AskRefused.No => TypedResults.Accepted((string?)null, asked.Contact),
        AskRefused.TooOften => ProblemKinds.ContactTooOften.Plain().ToProblem(),
        AskRefused.Verified => ProblemKinds.ContactVerified.Plain().ToProblem(),
        _ => ProblemKinds.ContactNotFound.Plain().ToProblem(),
    };

    private static Refusal Unreadable(string channel) => channel switch
    {
        "sms" => ProblemKinds.Invalid.Because("휴대전화 번호를 010-1234-5678처럼 적어 주세요", "Give a Korean mobile number such as 010-1234-5678"),
        "slack" => ProblemKinds.Invalid.Because("Slack의 Incoming Webhook 주소(https://hooks.slack.com/services/…)를 적어 주세요", "Give the address of an incoming webhook of Slack (https://hooks.slack.com/services/…)"),
        _ => ProblemKinds.Invalid.Because("이메일 주소를 다시 확인해 주세요", "That is not an e-mail address"),
    };
}
