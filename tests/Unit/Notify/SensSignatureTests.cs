using SnsOps.Workers.Publishing.Channels;

namespace SnsOps.Unit.Notify;

/// <summary>SENS's signature, held to vectors that were made elsewhere.</summary>
public sealed class SensSignatureTests
{
    private const string Path = "/sms/v2/services/ncp:sms:kr:000000000000:snsops/messages";

    [Theory]
    [InlineData("POST", Path, "pq/A8qHUxbBq4eZFckUK9TLWscFH7O8nitbx0nB0bEs=")]
    [InlineData("GET", Path + "?requestId=RSSA-1", "W+5ehfBaSaeP2R3zxDJJOOnDHDsepk4Ufv0F5t39iCc=")]
    public void It_is_what_the_gateway_computes(string method, string path, string signature) =>
        Assert.Equal(signature, SensSignature.Of(method, path, "1700000000000", "AKIDEXAMPLE", "SECRETEXAMPLE"));

    [Fact]
    public void Lines_end_with_a_line_feed_alone() =>
        Assert.NotEqual("ieLW5aCq4CrtHEYzjGXMpLOOV5EzPQ889Mxum/pPQ90=", SensSignature.Of("POST", Path, "1700000000000", "AKIDEXAMPLE", "SECRETEXAMPLE"));

    /// <summary>What is signed are the bytes that are sent: .NET leaves the colons of a service id as they are.</summary>
    [Fact]
    public void A_service_id_is_sent_as_it_is_signed() => Assert.Equal(Path, new Uri(new Uri("https://sens.apigw.ntruss.com"), Path).PathAndQuery);
}
