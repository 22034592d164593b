using Microsoft.AspNetCore.Http;
using SnsOps.Api.Hosting;

namespace SnsOps.Unit.Api;

/// <summary>What a link begins with: what is configured, or this machine.</summary>
public sealed class PageAddressTests
{
    [Theory]
    [InlineData("evil.example", "https://ops.example.com/", "https://ops.example.com")]
    [InlineData("127.0.0.1:8080", "https://ops.example.com", "https://ops.example.com")]
    [InlineData("127.0.0.1:8080", "", "http://127.0.0.1:8080")]
    [InlineData("localhost:8080", "", "http://localhost:8080")]
    [InlineData("[::1]:8080", "", "http://[::1]:8080")]
    [InlineData("evil.example", "", null)]
    [InlineData("localhost.evil.example", "", null)]
    [InlineData("10.0.0.7", "", null)]
    public void It_is_what_is_configured_or_this_machine(string host, string configured, string? address)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new HostString(host));
        Assert.Equal(address, PageAddress.Of(request, "", configured));
    }
}
