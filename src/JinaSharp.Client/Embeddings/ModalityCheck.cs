using JinaSharp.Wire;

namespace JinaSharp.Client.Embeddings;

/// <summary>Refuses kinds of input that a known model does not take, before anything is sent.</summary>
internal static class ModalityCheck
{
    public static void Check(EmbeddingInput input, EmbeddingSpec spec)
    {
        if (spec.Card is not { } card) return;
        CheckItem(input.Item, input.Index, card);
        if (spec.LateChunking == true && input.Item.Kind is not (InputKind.PlainText or InputKind.Text))
            throw new ArgumentException($"Input {input.Index} is no text: late chunking is for text only.");
    }

    private static void CheckItem(InputItem item, int index, ModelCard card)
    {
        if (item.Kind == InputKind.Content)
        {
            if (!card.Modalities.HasFlag(ModelModalities.Audio)) throw Refused(index, "a fused group", card, ModelModalities.Audio);
            foreach (var part in item.Parts!) CheckItem(part, index, card);
            return;
        }
        var needed = item.Kind switch
        {
            InputKind.Image => ModelModalities.Image,
            InputKind.Pdf => ModelModalities.Pdf,
            InputKind.Audio => ModelModalities.Audio,
            InputKind.Video => ModelModalities.Video,
            _ => ModelModalities.Text,
        };
        if (!card.Modalities.HasFlag(needed)) throw Refused(index, needed == ModelModalities.Pdf ? "a PDF" : $"{needed}".ToLowerInvariant(), card, needed);
    }

    private static ArgumentException Refused(int index, string what, ModelCard card, ModelModalities needed)
    {
        var able = ModelCatalog.All.Where(other => other is { InApi: true, Kind: ModelKind.Embedding } && other.Modalities.HasFlag(needed)).Select(static other => other.Id);
        return new ArgumentException($"Input {index} is {what}; {card.Id} takes {card.Modalities}. Use {string.Join(" or ", able)}.");
    }
}
