using JinaSharp.Inference.Tokenizers.AddedTokens;
using JinaSharp.Inference.Tokenizers.Models;
using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>All working memory of one encoding at a time. Pooled by the tokenizer; a warm one allocates nothing.</summary>
internal sealed class EncodeScratch
{
    private readonly char[][] _sanitized = [[], []];

    /// <summary>The tokens of the first text.</summary>
    public TokenList First { get; } = new();

    /// <summary>The tokens of the second text.</summary>
    public TokenList Second { get; } = new();

    /// <summary>Pieces of normalised text.</summary>
    public PreTokenizedText Pieces { get; } = new();

    /// <summary>Working memory of normal forms.</summary>
    public NormalizationBuffer Normalization { get; } = new();

    /// <summary>Working memory of the model.</summary>
    public ModelScratch Model { get; } = new();

    /// <summary>Tokens of pieces seen before.</summary>
    public PieceCache Cache { get; } = new();

    /// <summary>What lies between added tokens of the raw text.</summary>
    public List<TextSegment> RawSegments { get; } = [];

    /// <summary>What lies between added tokens of the normalised text.</summary>
    public List<TextSegment> NormalizedSegments { get; } = [];

    /// <summary>The text being normalised.</summary>
    public AlignedText Text { get; set; } = new();

    /// <summary>Where the next normaliser writes.</summary>
    public AlignedText Spare { get; set; } = new();

    /// <summary>The part of the normalised text that goes on to the pre-tokenizers.</summary>
    public AlignedText Part { get; set; } = new();

    /// <summary>The text with each lone surrogate replaced by U+FFFD; the text itself when it has none. There are two places for copies.</summary>
    public ReadOnlySpan<char> Sanitize(ReadOnlySpan<char> text, int place = 0)
    {
        var bad = LoneSurrogate(text, 0);
        if (bad < 0)
            return text;
        ref var room = ref _sanitized[place];
        if (room.Length < text.Length)
            room = new char[Math.Max(text.Length, 256)];
        var copy = room.AsSpan(0, text.Length);
        text.CopyTo(copy);
        for (; bad >= 0; bad = LoneSurrogate(copy, bad + 1))
            copy[bad] = '\uFFFD';
        return copy;
    }

    private static int LoneSurrogate(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var found = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (found < 0)
                return -1;
            i += found;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return i;
            i++;
        }

        return -1;
    }
}
