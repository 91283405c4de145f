namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>What happens to the tokens of one or two texts: spans are trimmed, special tokens and type ids added.</summary>
internal sealed record PostProcessor
{
    private readonly int _addedToSingle;
    private readonly int _addedToPair;

    /// <summary>No post-processing: the first text, then the second with type id 1.</summary>
    public static PostProcessor None { get; } = new();

    /// <summary>For each trimming step, whether its file adds a space in front of texts.</summary>
    public IReadOnlyList<bool> Trims { get; init; } = [];

    /// <summary>The places for one text.</summary>
    public IReadOnlyList<TemplateItem> Single
    {
        get;
        init => (field, _addedToSingle) = (value, value.Sum(item => item.SpecialIds.Length));
    } = [TemplateItem.ForSequence(0, 0)];

    /// <summary>The places for two.</summary>
    public IReadOnlyList<TemplateItem> Pair
    {
        get;
        init => (field, _addedToPair) = (value, value.Sum(item => item.SpecialIds.Length));
    } = [TemplateItem.ForSequence(0, 0), TemplateItem.ForSequence(1, 1)];

    /// <summary>Whether <see cref="Single"/> and <see cref="Pair"/> come from the file.</summary>
    public bool HasTemplate { get; init; }

    /// <summary>The largest id of a special token that is added, or -1.</summary>
    public int LargestSpecialId => Single.Concat(Pair).SelectMany(item => item.SpecialIds).DefaultIfEmpty(-1).Max();

    /// <summary>The number of special tokens that are added.</summary>
    public int AddedTokens(bool pair) => pair ? _addedToPair : _addedToSingle;
}
