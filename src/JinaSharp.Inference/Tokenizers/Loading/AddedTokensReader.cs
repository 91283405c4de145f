using System.Text.Json;
using JinaSharp.Inference.Tokenizers.AddedTokens;
using JinaSharp.Inference.Tokenizers.Models;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>
/// Reads <c>added_tokens</c>. The stated ids are not used: a token of the model's vocabulary keeps that id, the others are numbered from
/// the number of vocabulary entries on, in file order.
/// </summary>
internal static class AddedTokensReader
{
    /// <summary>The tokens with the ids in use.</summary>
    public static List<AddedToken> Read(JsonElement? component, Vocabulary vocabulary, List<string> warnings)
    {
        var tokens = new List<AddedToken>();
        if (component is not { ValueKind: not JsonValueKind.Null } element)
            return tokens;
        if (element.ValueKind != JsonValueKind.Array)
            throw new ModelFormatException($"The 'added_tokens' are a JSON {element.ValueKind}; an array was expected.");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = vocabulary.Count;
        foreach (var item in element.EnumerateArray())
        {
            var content = item.RequiredString("content");
            if (content.Length == 0)
                continue;
            if (!ids.TryGetValue(content, out var id))
            {
                id = vocabulary.Find(content);
                if (id < 0)
                    id = next++;
                ids[content] = id;
            }

            if (item.OptionalCount("id") is { } stated && stated != id)
                warnings.Add($"The added token '{content}' states the id {stated}; its id is {id}.");
            tokens.Add(new AddedToken
            {
                Content = content,
                Id = id,
                SingleWord = item.OptionalBoolean("single_word") ?? false,
                StripLeft = item.OptionalBoolean("lstrip") ?? false,
                StripRight = item.OptionalBoolean("rstrip") ?? false,
                Normalized = item.OptionalBoolean("normalized") ?? true,
                Special = item.OptionalBoolean("special") ?? false,
            });
        }

        return tokens;
    }
}
