using System.Text.Json;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads the <c>truncation</c> and <c>padding</c> blocks.</summary>
internal static class LimitsReader
{
    /// <summary>The truncation of a file, or null.</summary>
    public static TruncationOptions? Truncation(JsonElement? block)
    {
        if (block is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        return new TruncationOptions
        {
            MaxLength = element.RequiredCount("max_length"),
            Stride = element.OptionalCount("stride") ?? 0,
            Side = Side(element),
            Strategy = element.OptionalString("strategy") switch
            {
                null or "LongestFirst" => TruncationStrategy.LongestFirst,
                "OnlyFirst" => TruncationStrategy.OnlyFirst,
                "OnlySecond" => TruncationStrategy.OnlySecond,
                var other => throw new ModelFormatException($"The truncation strategy '{other}' is not known. Known: LongestFirst, OnlyFirst, OnlySecond."),
            },
        };
    }

    /// <summary>The padding of a file, or null.</summary>
    public static PaddingOptions? Padding(JsonElement? block)
    {
        if (block is not { ValueKind: not JsonValueKind.Null } element)
            return null;
        int? length = null;
        if (element.TryGetProperty("strategy", out var strategy) && strategy.ValueKind == JsonValueKind.Object)
            length = strategy.RequiredCount("Fixed");
        else if (element.OptionalString("strategy") is { } name and not "BatchLongest")
            throw new ModelFormatException($"The padding strategy '{name}' is not known. Known: BatchLongest, {{\"Fixed\": n}}.");
        return new PaddingOptions
        {
            Length = length,
            Side = Side(element),
            MultipleOf = element.OptionalCount("pad_to_multiple_of"),
            PadId = element.RequiredCount("pad_id"),
            PadTypeId = element.RequiredCount("pad_type_id"),
            PadToken = element.RequiredString("pad_token"),
        };
    }

    private static TokenSide Side(JsonElement element) => element.OptionalString("direction") switch
    {
        null or "Right" => TokenSide.Right,
        "Left" => TokenSide.Left,
        var other => throw new ModelFormatException($"The direction '{other}' is not known. Known: Left, Right."),
    };
}
