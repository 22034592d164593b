using System.Buffers.Binary;
using System.Text;
using SnsOps.Api.Media;

namespace SnsOps.Unit.Api;

/// <summary>Videos tell their size and duration in their boxes, and broken ones never bring the reader down.</summary>
public sealed class VideoBoxesTests
{
    [Theory]
    [InlineData("isom", "video/mp4")]
    [InlineData("mp42", "video/mp4")]
    [InlineData("qt  ", "video/quicktime")]
    [InlineData("heic", null)]
    [InlineData("avif", null)]
    [InlineData("M4A ", null)]
    public void The_brand_says_which_of_the_family_it_is(string brand, string? type) => Assert.Equal(type, MediaFacts.Sniff(Ftyp(brand)));

    [Fact]
    public void Size_duration_codec_and_the_place_of_the_index_are_read()
    {
        Assert.Equal(new MediaFacts("video/mp4", 1080, 1920, 12_500, "avc1", true), Read([.. Ftyp("isom"), .. Moov(1080, 1920, 12_500), .. Box("mdat", new byte[64])]));
        Assert.Equal(new MediaFacts("video/quicktime", 1920, 1080, 3_000, "avc1", false), Read([.. Ftyp("qt  "), .. Box("mdat", new byte[64]), .. Moov(1920, 1080, 3_000)]));
    }

    [Fact]
    public void The_rate_follows_from_how_long_the_pictures_are_shown()
    {
        Assert.Equal(29.970, Rate(Times((375, 1001))));
        Assert.Equal(29.703, Rate(Times((290, 1000), (10, 1300))));       // a phone's varies a little
        Assert.Equal(15.0, Rate(Times((120, 2000))));
        Assert.Equal(15.124, Rate(Times((1, 10), (120, 2016), (1, 70))));   // its first and last pictures tell nothing
        Assert.Null(Rate(Times((300, 500), (10, 60_000))));               // a screen recording stands still between
        Assert.Null(Rate(Times()));                                     // fragments have times of their own
        Assert.Null(Rate(Times((375, 0))));
        Assert.Null(Rate([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("mp4a", "mp4a")]
    [InlineData("sowt", "sowt")]
    [InlineData("ms\0U", "ms?U")]
    public void The_codec_of_the_sound_is_read_where_there_is_one(string? sound, string? codec) =>
        Assert.Equal(codec, Read([.. Ftyp("isom"), .. Moov(640, 360, 1_000, sound: sound)])!.AudioCodec);

    [Fact]
    public void A_picture_turned_by_a_quarter_is_measured_as_it_is_shown() =>
        Assert.Equal((1080, 1920), Read([.. Ftyp("isom"), .. Moov(1920, 1080, 5_000, turned: true)]) is { } facts ? (facts.Width, facts.Height) : default);

    [Fact]
    public void Large_boxes_and_a_last_box_without_a_size_are_read()
    {
        byte[] large = [0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 24, .. new byte[8]];
        byte[] open = [0, 0, 0, 0, .. "mdat"u8, .. new byte[32]];
        Assert.NotNull(Read([.. Ftyp("isom"), .. large, .. Moov(640, 360, 1_000), .. open]));
    }

    [Fact]
    public void A_file_without_pictures_or_without_a_length_is_refused()
    {
        Assert.Null(Read([.. Ftyp("isom"), .. Box("mdat", new byte[64])]));
        Assert.Null(Read([.. Ftyp("isom"), .. Moov(640, 360, 0)]));
        Assert.Null(Read([.. Ftyp("isom"), .. Moov(640, 360, 1_000, handler: "soun")]));
    }

    [Fact]
    public void Cut_off_anywhere_it_is_null_and_no_fault()
    {
        byte[] whole = [.. Ftyp("isom"), .. Moov(640, 360, 1_000), .. Box("mdat", new byte[16])];
        for (var length = 12; length < whole.Length; length++)
        {
            if (length == Ftyp("isom").Length + Moov(640, 360, 1_000).Length)
                continue;                   // whole boxes: a video without samples, which is a platform's affair
            Assert.Null(Read(whole[..length]));
        }
    }

    [Fact]
    public void Sizes_that_lie_are_no_fault()
    {
        var random = new Random(20261121);
        byte[] whole = [.. Ftyp("isom"), .. Moov(640, 360, 1_000), .. Box("mdat", new byte[16])];
        for (var round = 0; round < 2000; round++)
        {
            var bytes = whole.ToArray();
            for (var i = 0; i < 3; i++)
                bytes[random.Next(12, bytes.Length)] = (byte)random.Next(256);
            Read(bytes);
        }
    }

    private static MediaFacts? Read(byte[] bytes) => MediaFacts.Read(new MemoryStream(bytes));

    private static double? Rate(byte[] times) => Read([.. Ftyp("isom"), .. Moov(640, 360, 1_000, times: times)])!.FramesPerSecond is { } rate ? Math.Round(rate, 3) : null;

    /// <summary>The content of stts: so many pictures, each shown for so many thirty-thousandths of a second.</summary>
    private static byte[] Times(params (uint Many, uint Shown)[] runs)
    {
        var stts = new byte[8 + (runs.Length * 8)];
        BinaryPrimitives.WriteInt32BigEndian(stts.AsSpan(4), runs.Length);
        for (var i = 0; i < runs.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(stts.AsSpan(8 + (i * 8)), runs[i].Many);
            BinaryPrimitives.WriteUInt32BigEndian(stts.AsSpan(12 + (i * 8)), runs[i].Shown);
        }

        return stts;
    }

    private static byte[] Ftyp(string brand) => Box("ftyp", [.. Encoding.Latin1.GetBytes(brand), 0, 0, 2, 0, .. "isom"u8]);

    private static byte[] Moov(ushort width, ushort height, uint milliseconds, bool turned = false, string handler = "vide", byte[]? times = null, string? sound = null)
    {
        var mvhd = new byte[100];
        BinaryPrimitives.WriteUInt32BigEndian(mvhd.AsSpan(12), 1000);
        BinaryPrimitives.WriteUInt32BigEndian(mvhd.AsSpan(16), milliseconds);
        var tkhd = new byte[84];
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(turned ? 44 : 40), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(turned ? 52 : 56), turned ? -0x10000 : 0x10000);
        BinaryPrimitives.WriteUInt16BigEndian(tkhd.AsSpan(76), width);
        BinaryPrimitives.WriteUInt16BigEndian(tkhd.AsSpan(80), height);
        byte[] mdhd = times is null ? [] : Box("mdhd", [.. new byte[12], 0, 0, 0x75, 0x30, .. new byte[8]]), stts = times is null ? [] : Box("stts", times);
        return Box("moov", [.. Box("mvhd", mvhd), .. sound is null ? [] : Trak(new byte[84], [], "soun", sound, []), .. Trak(tkhd, mdhd, handler, "avc1", stts)]);
    }

    private static byte[] Trak(byte[] tkhd, byte[] mdhd, string handler, string codec, byte[] stts)
    {
        byte[] hdlr = [.. new byte[8], .. Encoding.Latin1.GetBytes(handler), .. new byte[13]], stsd = [0, 0, 0, 0, 0, 0, 0, 1, .. Box(codec, new byte[8])];
        return Box("trak", [.. Box("tkhd", tkhd), .. Box("mdia", [.. mdhd, .. Box("hdlr", hdlr), .. Box("minf", Box("stbl", [.. Box("stsd", stsd), .. stts]))])]);
    }

    private static byte[] Box(string type, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, content.Length + 8);
        return [.. size, .. Encoding.Latin1.GetBytes(type), .. content];
    }
}
