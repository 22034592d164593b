using SnsOps.Workers.Ai.Evaluation;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Sentiment.Electra;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Workers.Ai.Commands;

/// <summary>The verbs that run instead of the worker: <c>train sentiment|retrieval</c>, <c>eval sentiment|probes|crisis|times</c> and <c>ask</c>.</summary>
internal static class AiCommands
{
    private const int Failed = 1, WrongUse = 2;

    /// <summary>Runs the verb in <paramref name="args"/>; null when there is none and the worker is wanted.</summary>
    /// <returns>The exit code.</returns>
    public static int? TryRun(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
            return null;
        try
        {
            if (args is ["ask", .. var asked])
                return AskModel.RunAsync(asked).GetAwaiter().GetResult() ?? Usage();
            return args is [var verb, var what, .. var rest] && Options(rest) is { } options && Run(verb, what, options) ? 0 : Usage();
        }
        catch (Exception e) when (e is TrainingException or ModelFileException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    /// <returns>False when it is none of the verbs, or lacks what it needs.</returns>
    private static bool Run(string verb, string what, IConfigurationRoot options)
    {
        var data = options["data"] is { Length: > 0 } named ? named : null;
        Action? run = (verb, what, data) switch
        {
            ("train", "sentiment", not null) => () => new TrainSentiment(new TrainingRecipe(), Console.Out).Run(data, options["out"] ?? HashedNgramModel.ShippedFile),
            ("train", "retrieval", not null) when options["out"] is { Length: > 0 } file => () => TrainRetrieval.Run(data, file, Console.Out),
            ("eval", "sentiment", not null) => () => EvalSentiment.Run(data, options["model"] ?? HashedNgramModel.ShippedFile, Console.Out),
            ("eval", "probes", null) when options["model"] is { Length: > 0 } folder => () => WriteProbes(folder, options["out"] ?? Path.Combine(folder, Probes.FileName)),
            ("eval", "crisis", not null) => () => EvalCrisis.Run(data, Console.Out),
            ("eval", "crisis", null) => () => EvalCrisis.Run(Console.Out),
            ("eval", "times", null) => () => EvalTimes.Run(Console.Out),
            _ => null,
        };
        run?.Invoke();
        return run is not null;
    }

    /// <summary>What a folder's model answers here becomes what it, or a smaller one made of it, must answer elsewhere.</summary>
    private static void WriteProbes(string folder, string file)
    {
        using var model = ElectraModel.Load(folder, reasonParts: 0);
        Probes.Write(file, model.Id, model.Logits(Probes.Sentences));
        Console.WriteLine($"{Probes.Sentences.Count} sentences, {model.Id} -> {file}");
    }

    private static IConfigurationRoot? Options(string[] rest)
    {
        try
        {
            return new ConfigurationBuilder().AddCommandLine(rest).Build();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static int Usage()
    {
        Console.Error.WriteLine("""
            사용법 | usage:
              train sentiment --data 폴더|FOLDER [--out 파일|FILE]
              train retrieval --data 폴더|FOLDER --out 파일|FILE
              eval sentiment --data 파일|FILE [--model 파일·폴더|FILE or FOLDER]
              eval probes --model 폴더|FOLDER [--out 파일|FILE]
              eval crisis [--data 파일|FILE]
              eval times
              ask --client 고객사ID|ID --prompt 글|TEXT [--task reply] [--cache-minutes N]
            """);
        return WrongUse;
    }
}
