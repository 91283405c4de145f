using System.Runtime.CompilerServices;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>A text and the pieces it is split into. Every step reads the pieces and emits new ones; empty pieces vanish.</summary>
internal sealed class PreTokenizedText
{
    private AlignedText _text = new();
    private AlignedText _nextText = new();
    private PieceSpan[] _pieces = new PieceSpan[256];
    private PieceSpan[] _nextPieces = new PieceSpan[256];
    private int _nextCount;

    /// <summary>The text that the pieces lie in.</summary>
    public AlignedText Text => _text;

    /// <summary>The pieces.</summary>
    public ReadOnlySpan<PieceSpan> Pieces => _pieces.AsSpan(0, Count);

    /// <summary>The number of pieces.</summary>
    public int Count { get; private set; }

    /// <summary>The text that a rewriting step appends to; its emitted pieces lie there.</summary>
    public AlignedText Output => _nextText;

    /// <summary>Room for the matches of one piece.</summary>
    public List<PatternSpan> Matches { get; } = [];

    /// <summary>Starts over: one piece, all of a text. The text object given up in exchange is the caller's.</summary>
    public AlignedText Start(AlignedText text)
    {
        var previous = _text;
        _text = text;
        Count = 0;
        _nextCount = 0;
        _nextText.Clear();
        Emit(0, text.Length);
        Commit(rewritten: false);
        return previous;
    }

    /// <summary>Emits a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(int start, int length)
    {
        if (length <= 0)
            return;
        if (_nextCount == _nextPieces.Length)
            Array.Resize(ref _nextPieces, _nextCount * 2);
        _nextPieces[_nextCount++] = new PieceSpan(start, length);
    }

    /// <summary>Ends a step: what was emitted is now the list of pieces.</summary>
    public void Commit(bool rewritten)
    {
        (_pieces, _nextPieces) = (_nextPieces, _pieces);
        (Count, _nextCount) = (_nextCount, 0);
        if (!rewritten)
            return;
        (_text, _nextText) = (_nextText, _text);
        _nextText.Clear();
    }
}
