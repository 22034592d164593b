using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Unit.Platforms;

/// <summary>What a platform's refusal means for a grant.</summary>
public sealed class GrantTroubleTests
{
    [Theory]
    [InlineData(190, 458, GrantVerdict.Reconnect, "app_removed")]
    [InlineData(190, 459, GrantVerdict.Checkpoint, "checkpoint")]
    [InlineData(190, 460, GrantVerdict.Reconnect, "password")]
    [InlineData(190, 463, GrantVerdict.Reconnect, "expired")]
    [InlineData(190, 464, GrantVerdict.Checkpoint, "checkpoint")]
    [InlineData(190, 467, GrantVerdict.Reconnect, "session")]
    [InlineData(190, 0, GrantVerdict.Reconnect, "refused")]
    [InlineData(190, 1, GrantVerdict.Reconnect, "refused")]
    [InlineData(102, 0, GrantVerdict.Reconnect, "session")]
    [InlineData(10, 0, GrantVerdict.Scope, "permission")]
    [InlineData(200, 0, GrantVerdict.Scope, "permission")]
    [InlineData(299, 0, GrantVerdict.Scope, "permission")]
    [InlineData(3, 0, GrantVerdict.Config, "app")]
    [InlineData(4, 0, GrantVerdict.Wait, "throttled")]
    [InlineData(80001, 0, GrantVerdict.Wait, "throttled")]
    [InlineData(4, 2207051, GrantVerdict.Retry, "passing")]
    [InlineData(1, 0, GrantVerdict.Retry, "passing")]
    [InlineData(100, 33, GrantVerdict.Retry, "passing")]
    [InlineData(987_654, 0, GrantVerdict.Retry, "passing")]
    public void Metas_codes_are_a_table_and_what_it_does_not_know_is_tried_again(int code, int subcode, GrantVerdict verdict, string cause)
    {
        var trouble = GrantTrouble.Of(new MetaError(code, subcode, "said the platform", null, false));

        Assert.Equal((verdict, cause), (trouble.Verdict, trouble.Cause));
        Assert.NotEmpty(trouble.AdviceKo);
    }

    [Fact]
    public void A_wrong_proof_is_our_apps_trouble_not_an_accounts() =>
        Assert.Equal(GrantVerdict.Config, GrantTrouble.Of(new MetaError(100, 0, "Invalid appsecret_proof provided in the API argument", null, false)).Verdict);

    [Theory]
    [InlineData("invalid_grant", GrantVerdict.Reconnect)]
    [InlineData("insufficientPermissions", GrantVerdict.Scope)]
    [InlineData("invalid_client", GrantVerdict.Config)]
    [InlineData("quotaExceeded", GrantVerdict.Wait)]
    [InlineData("backendError", GrantVerdict.Retry)]
    public void So_are_Googles_reasons(string reason, GrantVerdict verdict) => Assert.Equal(verdict, GrantTrouble.Of(new GoogleError(400, reason, "")).Verdict);

    [Theory]
    [InlineData("190/459", "checkpoint")]
    [InlineData("190", "refused")]
    [InlineData("invalid_grant", "revoked")]
    [InlineData("200", "refused")]
    [InlineData("container_error", "refused")]
    [InlineData("account.token_unreadable", "unreadable")]
    public void The_code_of_an_outcome_that_sets_an_account_aside_gives_its_cause(string code, string cause) => Assert.Equal(cause, GrantTrouble.OfCode(code).Cause);
}
