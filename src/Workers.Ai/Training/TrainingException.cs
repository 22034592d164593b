namespace SnsOps.Workers.Ai.Training;

/// <summary>What a person at the command line must put right; said in Korean and English.</summary>
internal sealed class TrainingException(string korean, string english) : Exception($"{korean} | {english}");
