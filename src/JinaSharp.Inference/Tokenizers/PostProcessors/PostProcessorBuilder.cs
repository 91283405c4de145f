namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>Applies the steps of a post-processor, in order, to texts in general.</summary>
internal sealed class PostProcessorBuilder
{
    private readonly TemplatePieces[] _pieces = [new(false, false), new(false, true), new(true, false), new(true, true)];
    private readonly List<bool> _trims = [];
    private readonly int[] _reserved = new int[2];

    public void Trim(bool addPrefixSpace) => _trims.Add(addPrefixSpace);

    public void Apply(IReadOnlyList<TemplateItem> single, IReadOnlyList<TemplateItem> pair)
    {
        foreach (var pieces in _pieces) pieces.Apply(single, pair);
        Reserve(single.Sum(item => item.SpecialIds.Length), pair.Sum(item => item.SpecialIds.Length));
    }

    public void Surround(TemplateItem first, TemplateItem separator, bool roberta)
    {
        foreach (var pieces in _pieces) pieces.Surround(first, separator, roberta);
        Reserve(2, roberta ? 4 : 3);
    }

    public PostProcessor Build() => new(_trims, _pieces, _reserved);

    private void Reserve(int single, int pair)
    {
        _reserved[0] += single;
        _reserved[1] += pair;
    }
}
