namespace SnsOps.Workers.Ai.Training;

/// <summary>The settings of a training. The defaults are what made the shipped model; the model card says what others gave.</summary>
internal sealed record TrainingRecipe
{
    public int Epochs { get; init; } = 2;

    /// <summary>Models trained side by side in different orders, then averaged.</summary>
    public int Models { get; init; } = 8;

    public float LearningRate { get; init; } = 0.1f;

    public int Seed { get; init; } = 42;

    /// <summary>One review in so many is kept from training to calibrate on.</summary>
    public int CalibrateOneIn { get; init; } = 40;

    /// <summary>What a made sentence weighs against a review for the polarity head: little, as reviews are how people write.</summary>
    public float MadePolarityWeight { get; init; } = 0.25f;

    /// <summary>The same for the severity head, which learns from them above all.</summary>
    public float MadeSeverityWeight { get; init; } = 4;
}
