namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>A model file that cannot be used, and why; said in Korean and English.</summary>
internal sealed class ModelFileException(string path, string korean, string english, Exception? cause = null)
    : Exception($"감성 모델 {path}: {korean} | sentiment model {path}: {english}", cause);
