namespace SnsOps.Integration.Api;

/// <summary>Links that leave the house do not begin with whatever host a caller has written into a request.</summary>
public sealed class PageAddressTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task No_link_is_made_for_a_host_that_nobody_has_configured()
    {
        var team = await api.TeamAsync();
        var (host, content) = (("Host", "evil.example"), await team.DraftAsync());
        var contact = new { channel = "email", address = $"{Guid.NewGuid():N}@example.com" };
        var link = new { content_ids = new[] { content }, recipient = "최민준 부장" };

        Assert.Equal("server.address_not_set_up", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/contacts", contact, 409, host));
        Assert.Equal("server.address_not_set_up", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/mail-recipients", new { email = contact.address }, 409, host));
        Assert.Equal("server.address_not_set_up", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/approval-links", link, 409, host));
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where recipient = @address", new { contact.address }));

        await team.Manager.PostAsync("/v1/contacts", contact, 202);
        await team.Manager.PostAsync($"/v1/clients/{team.Client}/approval-links", link, 201);
    }
}
