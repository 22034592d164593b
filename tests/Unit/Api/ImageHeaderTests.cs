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
    public void A_jpeg_of_frames_of_a_stereo_pair_or_of_colours_for_print_is_known_for_what_it_is()
    {
        Assert.Equal(new ImageHeader("image/jpeg", 800, 600, "mpo"), ImageHeader.Read(Behind(0xE2, Index(0x20020002, 0x00020002))));        // the two eyes' pictures
        Assert.Equal("mpo", ImageHeader.Read(Behind(0xE2, [.. "MPF\0"u8, .. "II"u8, 42, 0]))!.Kind);         // nobody can say what it is
        Assert.Equal("jps", ImageHeader.Read(Behind(0xE3, [.. "_JPSJPS_"u8, 0, 4, 0, 0, 0, 0]))!.Kind);
        Assert.Equal("cmyk", ImageHeader.Read(Behind(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 2], components: 4))!.Kind);
    }

    [Fact]
    public void A_plain_jpeg_with_a_preview_or_a_brightness_map_behind_it_stays_plain()
    {
        Assert.Null(ImageHeader.Read(Behind(0xE2, Index(0x20030000, 0x00010001)))!.Kind);        // a camera's large thumbnail
        Assert.Null(ImageHeader.Read(Behind(0xE2, Index(0x20030000, 0)))!.Kind);                 // a phone's gain map
        Assert.Null(ImageHeader.Read(Behind(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1]))!.Kind);
    }

    [Fact]
    public void An_index_of_pictures_that_lies_is_no_fault()
    {
        var random = new Random(20261129);
        for (var i = 0; i < 20_000; i++)
        {
            var index = Index(0x20030000, 0);
            index[random.Next(4, index.Length)] = (byte)random.Next(256);
            index[random.Next(4, index.Length)] = (byte)random.Next(256);
            Assert.NotNull(ImageHeader.Read(Behind(0xE2, index)));
        }
    }

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

    /// <summary>A JPEG of 800 × 600 behind a segment.</summary>
    private static byte[] Behind(byte marker, byte[] segment, byte components = 3) =>
    [
        0xFF, 0xD8, 0xFF, marker, 0, (byte)(segment.Length + 2), .. segment, 0xFF, 0xC0, 0, 11, 8, 0x02, 0x58, 0x03, 0x20, components, 1, 0x11, 0,
    ];

    /// <summary>The index of so many pictures, by their attributes.</summary>
    private static byte[] Index(params uint[] pictures) =>
    [
        .. "MPF\0"u8, .. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x02, 0xB0, 7, 0, (byte)(16 * pictures.Length), 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0,
        .. pictures.SelectMany(p => new[] { (byte)p, (byte)(p >> 8), (byte)(p >> 16), (byte)(p >> 24) }.Concat(new byte[12])),
    ];
}
