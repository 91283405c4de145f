using JinaSharp.Inference.Tokenizers.AddedTokens;
using JinaSharp.Inference.Tokenizers.Models;
using JinaSharp.Inference.Tokenizers.Normalizers;
using JinaSharp.Inference.Tokenizers.PreTokenizers;

namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>
/// From a text to its tokens: cut out added tokens, normalise what is left, cut out the normalised ones, split into pieces, run the model
/// on each, and map spans back to the original text. Immutable and safe for concurrent use.
/// </summary>
internal sealed class EncodingPipeline(
    AddedVocabulary added, IReadOnlyList<Normalizer> normalizers, IReadOnlyList<PreTokenizer> preTokenizers, TokenModel model)
{
    private readonly Normalizer[] _normalizers = [.. normalizers];
    private readonly PreTokenizer[] _preTokenizers = [.. preTokenizers];

    /// <summary>The model.</summary>
    public TokenModel Model => model;

    /// <summary>The added tokens.</summary>
    public AddedVocabulary Added => added;

    /// <summary>Encodes one well-formed text.</summary>
    public void Encode(ReadOnlySpan<char> text, bool specialsAsText, EncodeScratch scratch, TokenList tokens)
    {
        tokens.Clear();
        var word = 0;
        if (added.Raw.IsEmpty)
        {
            EncodePlain(text, new TextSegment(0, text.Length, null), specialsAsText, scratch, tokens, ref word);
            return;
        }

        AddedVocabulary.Extract(added.Raw, text, specialsAsText, scratch.RawSegments);
        foreach (var segment in scratch.RawSegments)
        {
            if (segment.Token is { } token)
                AddAdded(token, segment.Start, segment.End, text[segment.Start..segment.End], tokens, word++);
            else
                EncodePlain(text, segment, specialsAsText, scratch, tokens, ref word);
        }
    }

    /// <summary>Normalises a text on its own.</summary>
    public static string Normalize(IReadOnlyList<Normalizer> normalizers, string text)
    {
        var scratch = new EncodeScratch();
        scratch.Text.SetOriginal(scratch.Sanitize(text), 0);
        foreach (var normalizer in normalizers)
            Apply(normalizer, scratch);
        return scratch.Text.Chars.ToString();
    }

    private static void Apply(Normalizer normalizer, EncodeScratch scratch)
    {
        scratch.Spare.Clear();
        if (normalizer.Apply(scratch.Text, scratch.Spare, scratch.Normalization))
            (scratch.Text, scratch.Spare) = (scratch.Spare, scratch.Text);
    }

    private void EncodePlain(
        ReadOnlySpan<char> text, TextSegment segment, bool specialsAsText, EncodeScratch scratch, TokenList tokens, ref int word)
    {
        scratch.Text.SetOriginal(text[segment.Start..segment.End], segment.Start);
        foreach (var normalizer in _normalizers)
            Apply(normalizer, scratch);
        if (added.Normalized.IsEmpty)
        {
            EncodePieces(text, scratch, tokens, ref word);
            return;
        }

        var normalized = scratch.Text;
        AddedVocabulary.Extract(added.Normalized, normalized.Chars, specialsAsText, scratch.NormalizedSegments);
        if (scratch.NormalizedSegments is [{ Token: null }])
        {
            EncodePieces(text, scratch, tokens, ref word);
            return;
        }

        foreach (var part in scratch.NormalizedSegments)
        {
            if (part.Token is { } token)
            {
                var origins = normalized.Origins[part.Start..part.End];
                AddAdded(token, origins[0], EndOf(text, origins[^1]), normalized.Chars[part.Start..part.End], tokens, word++);
                continue;
            }

            scratch.Part.Clear();
            scratch.Part.Append(normalized, part.Start, part.End - part.Start);
            scratch.Text = scratch.Part;
            EncodePieces(text, scratch, tokens, ref word);
            scratch.Part = scratch.Text;
        }

        scratch.Text = normalized;
    }

    // Splits the scratch's text and runs the model on every piece. The text object is exchanged for another.
    private void EncodePieces(ReadOnlySpan<char> text, EncodeScratch scratch, TokenList tokens, ref int word)
    {
        if (scratch.Text.Length == 0)
            return;
        var pieces = scratch.Pieces;
        scratch.Text = pieces.Start(scratch.Text);
        foreach (var preTokenizer in _preTokenizers)
            preTokenizer.Apply(pieces);

        var chars = pieces.Text.Chars;
        var origins = pieces.Text.Origins;
        foreach (var (start, length) in pieces.Pieces)
        {
            var piece = chars.Slice(start, length);
            AddTokens(Tokenize(piece, scratch), piece, origins.Slice(start, length), text, tokens, word++);
        }
    }

    private ReadOnlySpan<PieceToken> Tokenize(ReadOnlySpan<char> piece, EncodeScratch scratch)
    {
        var hash = PieceCache.Hash(piece);
        if (scratch.Cache.TryGet(piece, hash, out var known))
            return known;
        scratch.Model.Clear();
        model.Tokenize(piece, scratch.Model);
        scratch.Cache.Add(piece, hash, scratch.Model.Tokens);
        return scratch.Model.Tokens;
    }

    private void AddTokens(
        ReadOnlySpan<PieceToken> pieceTokens, ReadOnlySpan<char> piece, ReadOnlySpan<int> origins, ReadOnlySpan<char> text, TokenList tokens, int word)
    {
        foreach (var token in pieceTokens)
        {
            if (tokens.WantsSurfaces && token.Id == model.SurfaceId)
                tokens.Surfaces[tokens.Count] = piece[token.Start..token.End].ToString();
            tokens.Add(new RawToken(token.Id, origins[token.Start], EndOf(text, origins[token.End - 1]), word, false));
        }
    }

    private static void AddAdded(AddedToken token, int start, int end, ReadOnlySpan<char> surface, TokenList tokens, int word)
    {
        if (tokens.WantsSurfaces)
            tokens.Surfaces[tokens.Count] = surface.ToString();
        tokens.Add(new RawToken(token.Id, start, end, word, true));
    }

    private static int EndOf(ReadOnlySpan<char> text, int origin) =>
        origin + (char.IsHighSurrogate(text[origin]) && origin + 1 < text.Length ? 2 : 1);
}
