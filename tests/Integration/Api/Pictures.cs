using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Images made of their headers.</summary>
internal static class Pictures
{
    /// <summary>A JPEG's first segments: JFIF, a frame of the given size, end.</summary>
    public static byte[] Jpeg(ushort width, ushort height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
        0xFF, 0xD9,
    ];

    /// <summary>A PNG's signature and IHDR.</summary>
    public static byte[] Png(int width, int height)
    {
        var bytes = new byte[45];
        byte[] begin = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        begin.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    /// <summary>Uploads as the team's operator.</summary>
    public static async Task<JsonNode> UploadAsync(Team team, byte[] bytes, string? type, int expected = 201, string? name = null)
    {
        using var content = new ByteArrayContent(bytes);
        if (type is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await team.Operator.Http.PostAsync(new Uri($"/v1/clients/{team.Client}/media{(name is null ? "" : "?file_name=" + Uri.EscapeDataString(name))}", UriKind.Relative), content);
        return await ApiServer.JsonAsync(answer, expected);
    }
}
