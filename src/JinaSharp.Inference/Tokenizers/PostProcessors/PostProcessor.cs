namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>What happens to the tokens of one or two texts: spans are trimmed, special tokens and type ids added.</summary>
internal sealed class PostProcessor
{
    private readonly (TemplateItem[] Items, string? Obstacle)[] _templates;
    private readonly int[] _added, _reserved;

    /// <param name="trims">For each trimming step, whether its file adds a space in front of texts.</param>
    /// <param name="pieces">For one text without special tokens and with them, then for two.</param>
    /// <param name="reserved">The special tokens that truncation leaves room for, of one text and of two.</param>
    public PostProcessor(IEnumerable<bool> trims, IReadOnlyList<TemplatePieces> pieces, IReadOnlyList<int> reserved)
    {
        Trims = [.. trims];
        _templates = [.. pieces.Select(template => (template.Items.ToArray(), template.Obstacle))];
        _reserved = [.. reserved];
        _added = [Count(_templates[1].Items), Count(_templates[3].Items)];
        if (_templates[1].Obstacle is { } obstacle) throw new ModelFormatException($"The post_processor cannot be applied: {obstacle}.");
    }

    /// <summary>For each trimming step, whether its file adds a space in front of texts.</summary>
    public bool[] Trims { get; }

    /// <summary>The largest id of a special token that is added, or -1.</summary>
    public int LargestSpecialId => _templates.SelectMany(template => template.Items).SelectMany(item => item.SpecialIds).DefaultIfEmpty(-1).Max();

    /// <summary>The places of one text or two.</summary>
    public TemplateItem[] Template(bool pair, bool addsSpecial)
    {
        var (items, obstacle) = _templates[(pair ? 2 : 0) + (addsSpecial ? 1 : 0)];
        return obstacle is null ? items : throw new ModelFormatException($"The post_processor cannot be applied to {(pair ? "a pair" : "one text without special tokens")}: {obstacle}.");
    }

    /// <summary>The number of special tokens that are added.</summary>
    public int AddedTokens(bool pair) => _added[pair ? 1 : 0];

    /// <summary>The number of tokens that truncation leaves room for: as the reference, what all processors add to texts that no other has touched.</summary>
    public int ReservedTokens(bool pair) => _reserved[pair ? 1 : 0];

    private static int Count(TemplateItem[] items) => items.Sum(item => item.SpecialIds.Length);
}
