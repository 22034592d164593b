using System.Runtime.InteropServices;

namespace SnsOps.Workers.Ai.SqlGuard;

/// <summary>PostgreSQL's own parser as a library: libpg_query, beside the program. https://github.com/pganalyze/libpg_query</summary>
internal static partial class PgQuery
{
    private const string Library = "libpg_query";

    /// <summary>Whether the library is there. Without it nothing is run.</summary>
    public static bool IsThere { get; } = NativeLibrary.TryLoad(Library, typeof(PgQuery).Assembly, DllImportSearchPath.AssemblyDirectory, out _);

    /// <summary>The tree of a text as JSON; null with what PostgreSQL says of it when it is no SQL.</summary>
    public static (string? Tree, string? Error) Parse(string sql)
    {
        var result = pg_query_parse(sql);
        try
        {
            return result.Error == 0 ? (Marshal.PtrToStringUTF8(result.Tree), null) : (null, Said(result.Error));
        }
        finally
        {
            pg_query_free_parse_result(result);
        }
    }

    /// <summary>The text printed again from its tree: no comments, one form for each thing.</summary>
    public static (string? Sql, string? Error) Print(string sql)
    {
        var parsed = pg_query_parse_protobuf(sql);
        try
        {
            if (parsed.Error != 0)
                return (null, Said(parsed.Error));
            var printed = pg_query_deparse_protobuf(parsed.Tree);
            try
            {
                return printed.Error == 0 ? (Marshal.PtrToStringUTF8(printed.Query), null) : (null, Said(printed.Error));
            }
            finally
            {
                pg_query_free_deparse_result(printed);
            }
        }
        finally
        {
            pg_query_free_protobuf_parse_result(parsed);
        }
    }

    private static string Said(nint error) => Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(error)) ?? "";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial ParseResult pg_query_parse(string sql);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial void pg_query_free_parse_result(ParseResult result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial ProtobufResult pg_query_parse_protobuf(string sql);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial void pg_query_free_protobuf_parse_result(ProtobufResult result);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial DeparseResult pg_query_deparse_protobuf(Protobuf tree);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial void pg_query_free_deparse_result(DeparseResult result);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ParseResult
    {
        public readonly nint Tree, Notices, Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Protobuf
    {
        public readonly nuint Length;
        public readonly nint Data;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ProtobufResult
    {
        public readonly Protobuf Tree;
        public readonly nint Notices, Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct DeparseResult
    {
        public readonly nint Query, Error;
    }
}
