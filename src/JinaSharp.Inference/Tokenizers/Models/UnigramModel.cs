using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The segmentation with the greatest sum of scores. Ties go to the earlier start; neighbouring unknowns become one token.</summary>
internal sealed class UnigramModel : TokenModel
{
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly int _unknownId;
    private readonly double _unknownScore;
    private readonly int[]? _byteTokens;
    private readonly PrefixFilter _prefixes;

    public UnigramModel(Vocabulary vocabulary, double[] scores, int? unknownId, bool byteFallback) : base(vocabulary)
    {
        _scores = scores;
        _unknownId = unknownId ?? -1;
        _unknownScore = scores.DefaultIfEmpty().Min() - UnknownPenalty;
        _byteTokens = byteFallback ? ByteTokens(vocabulary) : null;
        _prefixes = new PrefixFilter(vocabulary, scores.Length);
    }

    public override int SurfaceId => _unknownId;

    public override void Tokenize(ReadOnlySpan<char> piece, ModelScratch scratch)
    {
        var nodes = scratch.NodesFor(piece.Length + 1);
        foreach (ref var node in nodes)
            node.From = UnigramNode.Unreached;
        nodes[0] = new UnigramNode { From = 0 };
        for (var start = 0; start < piece.Length; start++)
            if (nodes[start].From != UnigramNode.Unreached)
                Extend(piece, start, nodes);
        AddBestPath(piece, nodes, scratch);
    }

    private void Extend(ReadOnlySpan<char> piece, int start, Span<UnigramNode> nodes)
    {
        var score = nodes[start].Score;
        var width = char.IsHighSurrogate(piece[start]) && start + 1 < piece.Length ? 2 : 1;
        var hash = TokenHash.Seed;
        var single = false;
        for (var length = 1; length <= piece.Length - start; length++)
        {
            hash = TokenHash.Extend(hash, piece[start + length - 1]);
            if (!_prefixes.MayContain(hash))
                break;
            var id = Vocabulary.Find(hash, [], piece.Slice(start, length));
            if (id < 0)
                continue;
            Relax(ref nodes[start + length], score + _scores[id], start, id);
            single |= length == width;
        }

        if (single)
            return;
        if (_unknownId < 0)
            throw Inexpressible(piece.Slice(start, width));
        Relax(ref nodes[start + width], score + _unknownScore, start, _unknownId);
    }

    private static void Relax(ref UnigramNode node, double score, int from, int id)
    {
        if (node.From != UnigramNode.Unreached && score <= node.Score)
            return;
        node.Score = score;
        node.From = from;
        node.Id = id;
    }

    private void AddBestPath(ReadOnlySpan<char> piece, Span<UnigramNode> nodes, ModelScratch scratch)
    {
        var first = scratch.Tokens.Length;
        for (var end = piece.Length; end > 0;)
        {
            var start = nodes[end].From;
            var id = nodes[end].Id;
            if (id == _unknownId)
            {
                while (start > 0 && nodes[start].Id == _unknownId)
                    start = nodes[start].From;
                AddUnknown(piece, start, end, scratch);
            }
            else
            {
                scratch.Add(id, start, end);
            }

            end = start;
        }

        scratch.Reverse(first);
    }

    // In reverse order, as the path is walked.
    private void AddUnknown(ReadOnlySpan<char> piece, int start, int end, ModelScratch scratch)
    {
        var id = Vocabulary.Find(piece[start..end]);
        if (id < 0 && _byteTokens is not null && AddBytes(piece, start, end, scratch))
            return;
        scratch.Add(id < 0 ? _unknownId : id, start, end);
    }

    private bool AddBytes(ReadOnlySpan<char> piece, int start, int end, ModelScratch scratch)
    {
        Span<byte> bytes = stackalloc byte[4];
        var first = scratch.Tokens.Length;
        for (var i = end; i > start;)
        {
            var count = Utf16.EncodeUtf8(Utf16.Before(piece, i, out var width), bytes);
            for (var k = count - 1; k >= 0; k--)
            {
                var id = _byteTokens![bytes[k]];
                if (id < 0)
                {
                    scratch.Truncate(first);
                    return false;
                }

                scratch.Add(id, start, end);
            }

            i -= width;
        }

        return true;
    }
}
