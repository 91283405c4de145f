using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Normalizers;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads normalizers; sequences become flat lists.</summary>
internal static class NormalizerReader
{
    /// <summary>The steps of a normalizer.</summary>
    public static List<Normalizer> Read(JsonElement? component)
    {
        var steps = new List<Normalizer>();
        Add(component, steps);
        return steps;
    }

    private static void Add(JsonElement? component, List<Normalizer> steps)
    {
        var type = ComponentReader.Type(component, "normalizer");
        if (type is null)
            return;
        var element = component!.Value;
        if (type == "Sequence")
        {
            foreach (var item in element.Required("normalizers", JsonValueKind.Array).EnumerateArray())
                Add(item, steps);
            return;
        }

        steps.Add(Single(type, element));
    }

    private static Normalizer Single(string type, JsonElement element)
    {
        switch (type)
        {
            case "NFC":
                return new NormalFormNormalizer(NormalForm.Nfc);
            case "NFD":
                return new NormalFormNormalizer(NormalForm.Nfd);
            case "NFKC":
                return new NormalFormNormalizer(NormalForm.Nfkc);
            case "NFKD":
                return new NormalFormNormalizer(NormalForm.Nfkd);
            case "Lowercase":
                return new LowercaseNormalizer();
            case "StripAccents":
                return new StripAccentsNormalizer();
            case "Strip":
                return new StripNormalizer(element.OptionalBoolean("strip_left") ?? true, element.OptionalBoolean("strip_right") ?? true);
            case "Replace":
                return new ReplaceNormalizer(PatternReader.Read(element), element.RequiredString("content"));
            case "Prepend":
                return new PrependNormalizer(element.RequiredString("prepend"));
            case "Nmt":
                return new NmtNormalizer();
            case "ByteLevel":
                return new ByteLevelNormalizer();
            case "Precompiled":
                return new PrecompiledNormalizer(new Charsmap(Base64(element.RequiredString("precompiled_charsmap"))));
            case "BertNormalizer":
                var lowercase = element.OptionalBoolean("lowercase") ?? true;
                return new BertNormalizer(
                    element.OptionalBoolean("clean_text") ?? true,
                    element.OptionalBoolean("handle_chinese_chars") ?? true,
                    element.OptionalBoolean("strip_accents") ?? lowercase,
                    lowercase);
            default:
                throw new ModelFormatException(
                    $"The normalizer '{type}' is not known. Known: Sequence, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Nmt, ByteLevel, Precompiled, BertNormalizer.");
        }
    }

    private static byte[] Base64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new ModelFormatException("The precompiled_charsmap is not base64. The tokenizer file is damaged.", innerException: e);
        }
    }
}
