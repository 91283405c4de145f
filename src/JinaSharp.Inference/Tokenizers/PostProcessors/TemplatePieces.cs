namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>What the processors of a Sequence have made so far of one text or two: pieces, each of which the next processor takes as a text of its own.</summary>
/// <remarks>
/// As in the reference library: a template puts out one piece a place, so that a second template can follow only one that shows one or two places;
/// RobertaProcessing and BertProcessing take any number and surround each.
/// </remarks>
internal sealed class TemplatePieces
{
    private const int MostItems = 1 << 16;

    private readonly bool _addsSpecial;
    private List<List<TemplateItem>> _pieces;

    public TemplatePieces(bool pair, bool addsSpecial)
    {
        _addsSpecial = addsSpecial;
        _pieces = [[TemplateItem.ForSequence(0, 0)]];
        if (pair) _pieces.Add([TemplateItem.ForSequence(1, 1)]);
    }

    /// <summary>Why a template could not be applied; null: all could.</summary>
    public string? Obstacle { get; private set; }

    public IEnumerable<TemplateItem> Items => _pieces.SelectMany(piece => piece);

    public void Apply(IReadOnlyList<TemplateItem> single, IReadOnlyList<TemplateItem> pair)
    {
        if (Obstacle is not null) return;
        if (_pieces.Count > 2)
        {
            Obstacle = $"A TemplateProcessing takes one or two texts, and the processors before it in the Sequence make {_pieces.Count} pieces of them";
            return;
        }
        var pieces = new List<List<TemplateItem>>();
        foreach (var place in _pieces.Count == 1 ? single : pair)
            if (place.Sequence != TemplateItem.Special) pieces.Add(_pieces[place.Sequence].ConvertAll(item => item with { TypeId = place.TypeId }));
            else if (_addsSpecial) pieces.Add([place]);
        Keep(pieces);
    }

    /// <summary>RobertaProcessing (all type ids become 0) or BertProcessing.</summary>
    public void Surround(TemplateItem first, TemplateItem separator, bool roberta)
    {
        if (Obstacle is not null) return;
        var pieces = _pieces.ConvertAll(piece => roberta ? piece.ConvertAll(item => item with { TypeId = 0 }) : piece);
        if (_addsSpecial)
            for (var i = 0; i < pieces.Count; i++)
            {
                List<TemplateItem> surrounded = i == 0 ? [first] : roberta ? [separator] : [];
                surrounded.AddRange(pieces[i].Select(item => item with { IsMarked = false }));
                surrounded.Add(separator with { TypeId = i == 0 || roberta ? 0 : 1 });
                pieces[i] = surrounded;
            }
        Keep(pieces);
    }

    private void Keep(List<List<TemplateItem>> pieces)
    {
        _pieces = pieces;
        if (pieces.Sum(piece => piece.Count) > MostItems) throw new ModelFormatException($"The post_processor adds more than {MostItems} special tokens.");
    }
}
