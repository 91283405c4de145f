using System.Text.Json;
using JinaSharp.Inference.Tokenizers.PostProcessors;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads post-processors; every kind becomes trimming steps and templates.</summary>
internal static class PostProcessorReader
{
    private const int MostTemplateItems = 4096;

    /// <summary>The post-processor of a component.</summary>
    public static PostProcessor Read(JsonElement? component)
    {
        var builder = new PostProcessorBuilder();
        Add(builder, component);
        return builder.Build();
    }

    private static void Add(PostProcessorBuilder builder, JsonElement? component)
    {
        var type = ComponentReader.Type(component, "post_processor");
        if (type is null)
            return;
        var element = component!.Value;
        switch (type)
        {
            case "Sequence":
                foreach (var item in element.Required("processors", JsonValueKind.Array).EnumerateArray())
                    Add(builder, item);
                break;
            case "ByteLevel":
                Trim(builder, element);
                break;
            case "RobertaProcessing":
                Trim(builder, element);
                Surround(builder, element, roberta: true);
                break;
            case "BertProcessing":
                Surround(builder, element, roberta: false);
                break;
            case "TemplateProcessing":
                builder.Apply(Template(element, "single"), Template(element, "pair"));
                break;
            default:
                throw new ModelFormatException(
                    $"The post_processor '{type}' is not known. Known: Sequence, ByteLevel, RobertaProcessing, BertProcessing, TemplateProcessing.");
        }
    }

    private static void Trim(PostProcessorBuilder builder, JsonElement element)
    {
        if (element.OptionalBoolean("trim_offsets") ?? true)
            builder.Trim(element.OptionalBoolean("add_prefix_space") ?? true);
    }

    private static void Surround(PostProcessorBuilder builder, JsonElement element, bool roberta)
    {
        var (classToken, classId) = TokenAndId(element, "cls");
        var (separator, separatorId) = TokenAndId(element, "sep");
        builder.Surround(TemplateItem.ForSpecial(classToken, classId, 0), TemplateItem.ForSpecial(separator, separatorId, 0), roberta);
    }

    private static (string Token, int Id) TokenAndId(JsonElement element, string field)
    {
        var pair = element.Required(field, JsonValueKind.Array);
        if (pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String || !IsId(pair[1], out var id))
            throw new ModelFormatException($"The field '{field}' is {ComponentReader.Shown(pair)}; a token and its id were expected.");
        return (pair[0].GetString()!, id);
    }

    private static List<TemplateItem> Template(JsonElement element, string field)
    {
        var specials = element.TryGetProperty("special_tokens", out var map) && map.ValueKind == JsonValueKind.Object ? map : default;
        var items = new List<TemplateItem>();
        foreach (var item in element.Required(field, JsonValueKind.Array).EnumerateArray())
        {
            items.Add(Item(item, specials));
            if (items.Count > MostTemplateItems)
                throw new ModelFormatException($"The '{field}' template has more than {MostTemplateItems} places.");
        }

        var sequences = items.Where(i => i.Sequence != TemplateItem.Special).Select(i => i.Sequence).Order().ToList();
        var wrong = field == "single" ? !sequences.SequenceEqual([0]) : !sequences.SequenceEqual([0, 1]);
        return !wrong ? items : throw new ModelFormatException(
            $"The '{field}' template shows the sequences {string.Join(", ", sequences.Select(s => s == 0 ? "A" : "B"))}; {(field == "single" ? "A" : "A and B")}, once each, was expected.");
    }

    private static TemplateItem Item(JsonElement item, JsonElement specials)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("Sequence", out var sequence))
        {
            var id = sequence.RequiredString("id");
            return TemplateItem.ForSequence(
                id switch { "A" => 0, "B" => 1, _ => throw new ModelFormatException($"A template names the sequence '{id}'; A or B was expected.") },
                sequence.RequiredCount("type_id"));
        }

        var special = item.Required("SpecialToken", JsonValueKind.Object);
        var name = special.RequiredString("id");
        if (specials.ValueKind != JsonValueKind.Object || !specials.TryGetProperty(name, out var entry))
            throw new ModelFormatException($"A template uses the special token '{name}', which its special_tokens do not have.");
        var ids = new List<int>();
        foreach (var value in entry.Required("ids", JsonValueKind.Array).EnumerateArray())
            ids.Add(IsId(value, out var specialId) ? specialId : throw new ModelFormatException($"The special token '{name}' has the id {ComponentReader.Shown(value)}; a whole number from 0 up was expected."));
        return new TemplateItem(TemplateItem.Special, special.RequiredCount("type_id"), [.. ids], Tokens(entry, name, ids.Count));
    }

    private static string[] Tokens(JsonElement entry, string name, int count)
    {
        var tokens = entry.Required("tokens", JsonValueKind.Array);
        if (tokens.GetArrayLength() != count || tokens.EnumerateArray().Any(t => t.ValueKind != JsonValueKind.String))
            throw new ModelFormatException($"The special token '{name}' has {count} ids and the tokens {ComponentReader.Shown(tokens)}; as many texts were expected.");
        return [.. tokens.EnumerateArray().Select(t => t.GetString()!)];
    }

    private static bool IsId(JsonElement value, out int id)
    {
        id = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out id) && id >= 0;
    }
}
