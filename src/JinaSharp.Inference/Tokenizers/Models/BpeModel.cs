using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>Byte-pair encoding over characters; byte-level files bring bytes as characters of an alphabet of their own.</summary>
internal sealed class BpeModel : TokenModel
{
    private const int TabledCodePoints = 0x400;
    private const char FirstLeadLetter = '\u00C2'; // the byte alphabet's letters of bytes that open characters

    private readonly BpeOptions _options;
    private readonly MergeTable _merges;
    private readonly int _unknownId;
    private readonly int[]? _byteTokens;
    private readonly int[]? _table; // ids of single characters when nothing is put around them
    private readonly CharacterMerges? _characters;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="options">The settings of the file.</param>
    /// <param name="fromBytes">Whether to start from bytes even where starting from characters gives the same.</param>
    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeOptions options, bool fromBytes = false) : base(vocabulary)
    {
        _options = options;
        _merges = merges;
        _unknownId = options.UnknownToken is null ? -1 : vocabulary.Find(options.UnknownToken);
        _byteTokens = options.ByteFallback ? ByteTokens(vocabulary) : null;
        if (options.ContinuingPrefix.Length == 0 && options.WordSuffix.Length == 0)
        {
            _table = [.. Enumerable.Range(0, TabledCodePoints).Select(c => vocabulary.Find([(char)c]))];
            _characters = fromBytes ? null : CharacterMerges.Create(vocabulary, merges);
        }
    }

    public override void Tokenize(ReadOnlySpan<char> piece, ModelScratch scratch)
    {
        if (_options.IgnoreMerges && Vocabulary.Find(piece) is var id and >= 0)
        {
            scratch.Add(id, 0, piece.Length);
            return;
        }

        var symbols = scratch.Symbols;
        symbols.Clear();
        AddSymbols(piece, symbols);
        symbols.Merge(_merges);
        foreach (var symbol in symbols.Symbols)
            scratch.Add(symbol.Id, symbol.Start, symbol.End);
    }

    // An unknown character is written when the next known one, the next unfused unknown one or the end comes; byte tokens do not write it.
    private void AddSymbols(ReadOnlySpan<char> piece, BpeSymbols symbols)
    {
        PieceToken? pending = null;
        for (var start = 0; start < piece.Length;)
        {
            if (_characters is not null && piece[start] >= FirstLeadLetter && _characters.TokenAt(piece, start, out var letters) is var whole and >= 0)
            {
                Write(ref pending, symbols);
                symbols.Add(new PieceToken(whole, start, start + letters));
                start += letters;
                continue;
            }

            var codePoint = Utf16.At(piece, start, out var width);
            var end = start + width;
            var id = _table is not null && codePoint < TabledCodePoints ? _table[codePoint] : SymbolId(piece, start, end);
            if (id >= 0)
            {
                Write(ref pending, symbols);
                symbols.Add(new PieceToken(id, start, end));
            }
            else if (!AddBytes(codePoint, start, end, symbols) && _options.UnknownToken is not null)
            {
                if (_unknownId < 0)
                    throw Inexpressible(piece[start..end]);
                if (pending is { } before && _options.FuseUnknown)
                {
                    pending = before with { End = end };
                }
                else
                {
                    Write(ref pending, symbols);
                    pending = new PieceToken(_unknownId, start, end);
                }
            }

            start = end;
        }

        Write(ref pending, symbols);
    }

    private static void Write(ref PieceToken? pending, BpeSymbols symbols)
    {
        if (pending is { } symbol)
            symbols.Add(symbol);
        pending = null;
    }

    private int SymbolId(ReadOnlySpan<char> piece, int start, int end)
    {
        var prefix = start > 0 ? _options.ContinuingPrefix : "";
        var hash = TokenHash.Extend(TokenHash.Extend(TokenHash.Seed, prefix), piece[start..end]);
        if (end < piece.Length || _options.WordSuffix.Length == 0)
            return Vocabulary.Find(hash, prefix, piece[start..end]);
        return Vocabulary.Find(string.Concat(prefix, piece[start..end], _options.WordSuffix));
    }

    private bool AddBytes(int codePoint, int start, int end, BpeSymbols symbols)
    {
        if (_byteTokens is null)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..Utf16.EncodeUtf8(codePoint, bytes)];
        foreach (var value in bytes)
            if (_byteTokens[value] < 0)
                return false;
        foreach (var value in bytes)
            symbols.Add(new PieceToken(_byteTokens[value], start, end));
        return true;
    }
}
