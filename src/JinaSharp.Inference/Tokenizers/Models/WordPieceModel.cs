using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The longest token at the start of a word, again for the rest; a word that cannot be covered is unknown as a whole.</summary>
internal sealed class WordPieceModel(Vocabulary vocabulary, string unknownToken, string continuingPrefix, int longestWord) : TokenModel(vocabulary)
{
    private readonly int _unknownId = vocabulary.Find(unknownToken);
    private readonly ulong _continuingSeed = TokenHash.Extend(TokenHash.Seed, continuingPrefix);

    public override void Tokenize(ReadOnlySpan<char> piece, ModelScratch scratch)
    {
        if (piece.Length > longestWord && Utf16.CountCodePoints(piece) > longestWord)
        {
            AddUnknown(piece, scratch);
            return;
        }

        var first = scratch.Tokens.Length;
        for (var start = 0; start < piece.Length;)
        {
            var id = LongestAt(piece, start, scratch, out var length);
            if (id < 0)
            {
                scratch.Truncate(first);
                AddUnknown(piece, scratch);
                return;
            }

            scratch.Add(id, start, start + length);
            start += length;
        }
    }

    private int LongestAt(ReadOnlySpan<char> piece, int start, ModelScratch scratch, out int length)
    {
        var prefix = start == 0 ? "" : continuingPrefix;
        var hash = start == 0 ? TokenHash.Seed : _continuingSeed;
        var limit = Math.Min(piece.Length - start, Vocabulary.LongestToken - prefix.Length);
        var hashes = scratch.HashesFor(Math.Max(limit, 0));
        for (var i = 0; i < limit; i++)
            hashes[i] = hash = TokenHash.Extend(hash, piece[start + i]);
        for (length = limit; length > 0; length--)
        {
            var id = Vocabulary.Find(hashes[length - 1], prefix, piece.Slice(start, length));
            if (id >= 0)
                return id;
        }

        return -1;
    }

    private void AddUnknown(ReadOnlySpan<char> piece, ModelScratch scratch)
    {
        if (_unknownId < 0)
            throw Inexpressible(piece);
        scratch.Add(_unknownId, 0, piece.Length);
    }
}
