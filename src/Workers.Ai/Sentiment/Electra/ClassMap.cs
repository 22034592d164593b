namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>Which of our classes each of a model's outputs is. A model whose classes are not ours must say so, or it would be misread in silence.</summary>
internal static class ClassMap
{
    /// <exception cref="ModelFileException">The labels are no permutation of our classes, and model.json does not say which are which.</exception>
    public static SentimentClass[] Of(ElectraSettings settings, string folder)
    {
        var classes = settings.Labels.Select(label => ClassOf(label, settings.Chosen.Labels)).ToArray();
        var unknown = settings.Labels.Where((_, i) => classes[i] is null).ToList();
        if (unknown.Count > 0)
            throw Refusal(folder, settings, $"'{string.Join("', '", unknown)}'이(가) 무엇인지 알 수 없습니다", $"'{string.Join("', '", unknown)}' is none of them");
        if (settings.Chosen.Labels is null && classes.Distinct().Count() < classes.Length)
            throw Refusal(folder, settings, "같은 분류가 두 번 있습니다", "one class is there twice");
        var without = (settings.Chosen.Without ?? []).Select(name => ClassOf(name, null) ?? throw Refusal(folder, settings, $"without의 '{name}'", $"'{name}' in without")).ToList();
        var missing = Enum.GetValues<SentimentClass>().Where(c => !classes.Contains(c) && !without.Contains(c)).ToList();
        return missing.Count == 0 ? [.. classes.Select(c => c!.Value)]
            : throw Refusal(folder, settings, $"{string.Join(", ", missing)}이(가) 없습니다", $"there is no {string.Join(", ", missing)}");
    }

    private static SentimentClass? ClassOf(string label, Dictionary<string, string>? mapping)
    {
        var name = mapping is null ? label : mapping.GetValueOrDefault(label);
        return Enum.TryParse<SentimentClass>(name, ignoreCase: true, out var found) && Enum.IsDefined(found) && !int.TryParse(name, out _) ? found : null;
    }

    private static ModelFileException Refusal(string folder, ElectraSettings settings, string korean, string english) => new(Path.Combine(folder, "config.json"),
        $"분류가 {string.Join(", ", settings.Labels)}인데 positive, neutral, negative, crisis 네 가지여야 합니다: {korean}. 이름이 다르면 model.json의 labels에, 없는 분류는 without에 적으세요",
        $"its classes are {string.Join(", ", settings.Labels)}, and must be positive, neutral, negative and crisis: {english}. Say in model.json's labels which are which, and in without what it does not have");
}
