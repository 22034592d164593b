using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Workers.Ai.Commands;

/// <summary>The verbs that run instead of the worker: <c>train sentiment</c>, <c>train retrieval</c>, <c>eval sentiment</c> and <c>ask</c>.</summary>
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
            return args switch
            {
                ["train", "retrieval", .. var rest] => TrainTerms(rest),
                ["train" or "eval", "sentiment", .. var rest] => Run(args[0], rest),
                ["ask", .. var rest] => AskModel.RunAsync(rest).GetAwaiter().GetResult() ?? Usage(),
                _ => Usage(),
            };
        }
        catch (Exception e) when (e is TrainingException or ModelFileException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private static int TrainTerms(string[] rest)
    {
        if (Options(rest) is not { } options || options["data"] is not { Length: > 0 } data || options["out"] is not { Length: > 0 } file)
            return Usage();
        TrainRetrieval.Run(data, file, Console.Out);
        return 0;
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

    private static int Run(string verb, string[] rest)
    {
        if (Options(rest) is not { } options || options["data"] is not { Length: > 0 } data)
            return Usage();
        if (verb == "train")
            new TrainSentiment(new TrainingRecipe(), Console.Out).Run(data, options["out"] ?? HashedNgramModel.ShippedFile);
        else
            EvalSentiment.Run(data, options["model"] ?? HashedNgramModel.ShippedFile, Console.Out);
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("사용법: train sentiment|retrieval --data 폴더 [--out 파일] · eval sentiment --data 파일 [--model 파일] · ask --client 고객사ID --prompt 글 [--task reply] [--cache-minutes N] | usage: train sentiment|retrieval --data FOLDER [--out FILE] · eval sentiment --data FILE [--model FILE] · ask --client ID --prompt TEXT [--task reply] [--cache-minutes N]");
        return WrongUse;
    }
}
