namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>A model file that cannot be used, and why; said in Korean and English.</summary>
internal sealed class ModelFileException(string path, string korean, string english, Exception? cause = null)
    : Exception($"감성 모델 {path}: {korean} | sentiment model {path}: {english}", cause)
{
    /// <summary>Its bytes are no model.</summary>
    public static ModelFileException Damaged(string path, Exception cause) => new(path, "손상되었거나 ONNX 파일이 아닙니다", "it is damaged or no ONNX file", cause);
}
