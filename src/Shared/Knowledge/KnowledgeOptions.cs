using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Knowledge;

/// <summary>How knowledge is searched. Section "Knowledge".</summary>
public sealed class KnowledgeOptions
{
    /// <summary>A client with so many chunks is searched by the HNSW index, if there is one; below, every vector is compared.</summary>
    [Range(0, 10_000_000)] public int ExactBelow { get; init; } = 20_000;

    /// <summary>Of what was asked, a passage must have this share to count as a basis for an answer.</summary>
    [Range(0, 1)] public double BasisCoverage { get; init; } = 0.35;
}
