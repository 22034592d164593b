namespace SnsOps.Workers.Ai.Training;

/// <summary>A hash that is the same in every process: splits and fillings must not change from run to run.</summary>
internal static class StableHash
{
    private const uint Offset = 2_166_136_261, Prime = 16_777_619;

    public static uint Of(string text)
    {
        var hash = Offset;
        foreach (var c in text)
            hash = (hash ^ c) * Prime;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        return hash ^ (hash >> 13);
    }
}
