using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Decoders;
using JinaSharp.Inference.Tokenizers.PreTokenizers;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads decoders; sequences become flat lists.</summary>
internal static class DecoderReader
{
    /// <summary>The steps of a decoder, or null when the file has none.</summary>
    public static List<Decoder>? Read(JsonElement? component)
    {
        if (ComponentReader.Type(component, "decoder") is null)
            return null;
        var steps = new List<Decoder>();
        Add(component!.Value, steps);
        return steps;
    }

    private static void Add(JsonElement element, List<Decoder> steps)
    {
        var type = ComponentReader.Type(element, "decoder");
        switch (type)
        {
            case null:
                break;
            case "Sequence":
                foreach (var item in element.Required("decoders", JsonValueKind.Array).EnumerateArray())
                    Add(item, steps);
                break;
            case "WordPiece":
                steps.Add(new WordPieceDecoder(element.OptionalString("prefix") ?? "##", element.OptionalBoolean("cleanup") ?? true));
                break;
            case "ByteLevel":
                steps.Add(new ByteLevelDecoder());
                break;
            case "Metaspace":
                steps.Add(new MetaspaceDecoder(PreTokenizerReader.Mark(element), PreTokenizerReader.Scheme(element) != PrependScheme.Never));
                break;
            case "ByteFallback":
                steps.Add(new ByteFallbackDecoder());
                break;
            case "Fuse":
                steps.Add(new FuseDecoder());
                break;
            case "Strip":
                steps.Add(new StripDecoder(element.Character("content", ' '), element.RequiredCount("start"), element.RequiredCount("stop")));
                break;
            case "Replace":
                steps.Add(new ReplaceDecoder(PatternReader.Read(element), element.RequiredString("content")));
                break;
            case "BPEDecoder":
                steps.Add(new BpeDecoder(element.OptionalString("suffix") ?? "</w>"));
                break;
            default:
                throw new ModelFormatException(
                    $"The decoder '{type}' is not known. Known: Sequence, WordPiece, ByteLevel, Metaspace, ByteFallback, Fuse, Strip, Replace, BPEDecoder.");
        }
    }
}
