using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Serilog.Events;

namespace SnsOps.Unit.Logging;

/// <summary>What an event looks like on the wire to Seq.</summary>
public sealed class SeqClefTests : IDisposable
{
    private readonly FakeSeq _seq = new();

    public void Dispose() => _seq.Dispose();

    [Fact]
    public async Task An_event_carries_its_template_and_its_properties_unrendered()
    {
        var received = await _seq.ReceiveAsync(log => log.Information("게시물 {PostId} 발행: {Text}", 42, "안녕하세요 \"봄\"\n🌸"));

        Assert.Equal("게시물 {PostId} 발행: {Text}", Text(received, "@mt"));
        Assert.Equal(42, received.GetProperty("PostId").GetInt32());
        Assert.Equal("안녕하세요 \"봄\"\n🌸", Text(received, "Text"));
        Assert.False(received.TryGetProperty("@m", out _));
        Assert.False(received.TryGetProperty("@r", out _));
    }

    [Fact]
    public async Task The_time_is_utc_in_round_trip_form()
    {
        var before = DateTimeOffset.UtcNow;

        var received = await _seq.ReceiveAsync(log => log.Information("now"));

        var time = DateTimeOffset.ParseExact(Text(received, "@t"), "O", CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.InRange(time, before, DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData(LogEventLevel.Verbose, "Verbose")]
    [InlineData(LogEventLevel.Information, null)]
    [InlineData(LogEventLevel.Warning, "Warning")]
    [InlineData(LogEventLevel.Fatal, "Fatal")]
    public async Task The_level_is_left_out_only_for_information(LogEventLevel level, string? expected)
    {
        var received = await _seq.ReceiveAsync(log => log.Write(level, "level"));

        Assert.Equal(expected, received.TryGetProperty("@l", out var written) ? written.GetString() : null);
    }

    [Fact]
    public async Task Only_holes_with_a_format_are_sent_rendered()
    {
        var received = await _seq.ReceiveAsync(log => log.Information("{Plain} {Late:0.00} {Client:l}", 1, 2.5, "한빛"));

        Assert.Equal(["2.50", "한빛"], received.GetProperty("@r").EnumerateArray().Select(rendering => rendering.GetString()));
    }

    [Fact]
    public async Task An_exception_is_written_in_full()
    {
        var received = await _seq.ReceiveAsync(log => log.Error(new InvalidOperationException("연결 끊김"), "failed"));

        Assert.Contains("System.InvalidOperationException: 연결 끊김", Text(received, "@x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_and_span_come_from_the_current_activity()
    {
        using var activity = new Activity("publish").SetIdFormat(ActivityIdFormat.W3C).Start();

        var received = await _seq.ReceiveAsync(log => log.Information("traced"));

        Assert.Equal(activity.TraceId.ToHexString(), Text(received, "@tr"));
        Assert.Equal(activity.SpanId.ToHexString(), Text(received, "@sp"));
    }

    [Fact]
    public async Task A_property_that_begins_with_an_at_sign_cannot_pass_for_a_built_in_one()
    {
        var received = await _seq.ReceiveAsync(log => log.ForContext("@l", "Fatal").Information("forged"));

        Assert.False(received.TryGetProperty("@l", out _));
        Assert.Equal("Fatal", Text(received, "@@l"));
    }

    [Fact]
    public async Task A_structure_keeps_its_shape()
    {
        var received = await _seq.ReceiveAsync(log => log.Information("{@Event}", new { Id = 2001, Names = new[] { "가", "나" } }));

        Assert.Equal("""{"Id":2001,"Names":["가","나"]}""", received.GetProperty("Event").GetRawText());
    }

    private static string Text(JsonElement received, string name) => received.GetProperty(name).GetString() ?? "";
}
