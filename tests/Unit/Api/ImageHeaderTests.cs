using SnsOps.Api.Media;

namespace SnsOps.Unit.Api;

/// <summary>Images are known by their bytes, and broken ones never bring the reader down.</summary>
public sealed class ImageHeaderTests
{
    private static readonly byte[] Jpeg =
    [
        0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xDB, 0, 3, 0,
        0xFF, 0xC4, 0, 4, 0, 0, 0xFF, 0xC2, 0, 11, 8, 0x02, 0x58, 0x03, 0x20, 1, 1, 0x11, 0,
    ];

    [Fact]
    public void A_progressive_jpeg_behind_exif_and_tables_tells_its_size() =>
        Assert.Equal(new ImageHeader("image/jpeg", 800, 600), ImageHeader.Read(Jpeg));

    [Theory]
    [InlineData("GIF89a")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("")]
    [InlineData("안녕하세요")]
    public void Anything_else_is_no_image(string text) => Assert.Null(ImageHeader.Sniff(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Cut_off_anywhere_it_is_null_and_no_fault()
    {
        for (var length = 0; length < Jpeg.Length - 4; length++)
            Assert.Null(ImageHeader.Read(Jpeg.AsSpan(0, length)));
    }

    [Fact]
    public void Random_bytes_after_the_magic_are_no_fault()
    {
        var random = new Random(20261120);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            (bytes[0], bytes[1], bytes[2]) = (0xFF, 0xD8, 0xFF);
            _ = ImageHeader.Read(bytes);
        }
    }
}
