namespace SnsOps.Shared.Llm;

/// <summary>Writes without any model or network what nobody else wrote: the last to be asked.</summary>
public interface IEmbeddedWriter
{
    /// <summary>For which task.</summary>
    string Task { get; }

    /// <summary>What staff see as the text's origin.</summary>
    string Engine { get; }

    /// <summary>The text; null if it knows too little to write anything.</summary>
    string? Write(LlmRequest request);
}
