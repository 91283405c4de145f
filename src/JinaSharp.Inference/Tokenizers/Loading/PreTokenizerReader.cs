using System.Text.Json;
using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads pre-tokenizers; sequences become flat lists.</summary>
internal static class PreTokenizerReader
{
    private const char DefaultMark = '\u2581';

    /// <summary>The steps of a pre-tokenizer. Known split patterns get their scanners unless only general patterns are wanted.</summary>
    public static List<PreTokenizer> Read(JsonElement? component, bool generalPatternsOnly = false)
    {
        var steps = new List<PreTokenizer>();
        Add(component, steps, generalPatternsOnly);
        return steps;
    }

    /// <summary>The prepend scheme of a Metaspace component.</summary>
    public static PrependScheme Scheme(JsonElement element)
    {
        var legacy = element.OptionalBoolean("add_prefix_space");
        PrependScheme? scheme = element.OptionalString("prepend_scheme") switch
        {
            null => null,
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw new ModelFormatException($"The prepend_scheme '{other}' is not known. Known: always, first, never."),
        };
        if (legacy == false && scheme is not (null or PrependScheme.Never))
            throw new ModelFormatException($"add_prefix_space is false and the prepend_scheme is '{scheme}': they contradict each other. Remove one of them from the Metaspace component.");
        return scheme ?? (legacy == false ? PrependScheme.Never : PrependScheme.Always);
    }

    /// <summary>The replacement character of a Metaspace component.</summary>
    public static char Mark(JsonElement element) => element.Character("replacement", DefaultMark);

    private static void Add(JsonElement? component, List<PreTokenizer> steps, bool generalPatternsOnly)
    {
        var type = ComponentReader.Type(component, "pre_tokenizer");
        if (type is null)
            return;
        var element = component!.Value;
        if (type == "Sequence")
        {
            foreach (var item in element.Required("pretokenizers", JsonValueKind.Array).EnumerateArray())
                Add(item, steps, generalPatternsOnly);
            return;
        }

        steps.Add(Single(type, element, generalPatternsOnly));
    }

    private static PreTokenizer Single(string type, JsonElement element, bool generalPatternsOnly)
    {
        switch (type)
        {
            case "BertPreTokenizer":
                return new BertPreTokenizer();
            case "Whitespace":
                return new WhitespacePreTokenizer();
            case "WhitespaceSplit":
                return new WhitespaceSplitPreTokenizer();
            case "Punctuation":
                return new ClassSplitPreTokenizer(CharClass.Punctuation, Behavior(element.OptionalString("behavior") ?? "Isolated"));
            case "Digits":
                var individual = element.OptionalBoolean("individual_digits") ?? false;
                return new ClassSplitPreTokenizer(CharClass.Digit, individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous);
            case "Split":
                return Split(element, generalPatternsOnly);
            case "ByteLevel":
                return new ByteLevelPreTokenizer(element.OptionalBoolean("add_prefix_space") ?? true, element.OptionalBoolean("use_regex") ?? true);
            case "Metaspace":
                return new MetaspacePreTokenizer(Mark(element), Scheme(element), element.OptionalBoolean("split") ?? true);
            default:
                throw new ModelFormatException(
                    $"The pre_tokenizer '{type}' is not known. Known: Sequence, BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits, Split, ByteLevel, Metaspace.");
        }
    }

    private static PreTokenizer Split(JsonElement element, bool generalPatternsOnly)
    {
        var behavior = Behavior(element.RequiredString("behavior"));
        var invert = element.OptionalBoolean("invert") ?? false;
        if (!generalPatternsOnly && PatternReader.Regex(element) is { } regex && ModernSplitPreTokenizer.ForPattern(regex, behavior, invert) is { } scanner)
            return scanner;
        return new PatternSplitPreTokenizer(PatternReader.Read(element), behavior, invert);
    }

    private static SplitBehavior Behavior(string name) => name switch
    {
        "Removed" => SplitBehavior.Removed,
        "Isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        "Contiguous" => SplitBehavior.Contiguous,
        _ => throw new ModelFormatException($"The split behavior '{name}' is not known. Known: Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous."),
    };
}
