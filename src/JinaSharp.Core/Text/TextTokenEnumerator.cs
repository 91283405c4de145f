using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using JinaSharp.Text;

namespace JinaSharp;

/// <summary>Walks over the tokens of a text without allocating; made by <see cref="TextAnalyzer.Enumerate"/>.</summary>
public ref partial struct TextTokenEnumerator
{
    private const int MaxParts = 16;

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<CharacterClass> _classes;
    private readonly ReadOnlySpan<char> _folding;
    private int _position;
    private FoldedBuffer _folded;
    private PartBuffer _parts;
    private int _partCount;
    private int _nextPart;
    private FoldedRange _current;       // the part of _folded that is Current's
    private bool _inRun;            // the letter at _runStart belongs to a run without spaces, and is to be given
    private bool _pairPending;      // it was given alone; its pair with the next comes now
    private int _runStart;

    internal TextTokenEnumerator(ReadOnlySpan<char> text)
    {
        _text = text;
        _classes = CharacterTable.Classes;
        _folding = CharacterTable.Folded;
    }

    /// <summary>The token found by the last <see cref="MoveNext"/>.</summary>
    public TextToken Current { get; private set; }

    /// <summary>The folded characters of <see cref="Current"/>; good until the next <see cref="MoveNext"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Folded => ((ReadOnlySpan<char>)_folded).Slice(_current.Start, _current.Length);

    /// <summary>The enumerator itself, for <see langword="foreach"/>.</summary>
    /// <returns>A copy of the enumerator.</returns>
    public readonly TextTokenEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next token.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (_nextPart < _partCount)
        {
            TakePart();
            return true;
        }
        if (_inRun && TakeRun()) return true;
        _partCount = 0;
        var position = _position;
        while ((uint)position < (uint)_text.Length)
        {
            var kind = ClassAt(position, out var width);
            switch (kind)
            {
                case CharacterClass.Lower:
                case CharacterClass.Upper:
                case CharacterClass.Digit:
                    TakeWord(position);
                    return true;
                case CharacterClass.Ideograph:
                case CharacterClass.Unsegmented:
                    StartRun(position, kind, width);
                    return true;
                case CharacterClass.Symbol:
                    _position = position + width;
                    CopyRaw(0, position, width);
                    Emit(0, width, position, width, TextTokenKind.Symbol);
                    return true;
                default:
                    position += width;
                    continue;
            }
        }
        _position = position;
        return false;
    }

    private readonly CharacterClass ClassAt(int position, out int width)
    {
        width = 1;
        var kind = _classes[_text[position]];
        if (kind != CharacterClass.Surrogate) return kind;
        if (Rune.DecodeFromUtf16(_text[position..], out var rune, out _) != System.Buffers.OperationStatus.Done) return CharacterClass.Separator;
        width = 2;
        return CharacterTable.Classify(rune);
    }

    private void Emit(int foldedStart, int foldedLength, int start, int length, TextTokenKind kind)
    {
        _current = new FoldedRange(foldedStart, foldedLength);
        Current = new TextToken(TokenHash.Compute(Folded), start, length, kind);
    }

    private void CopyRaw(int foldedStart, int position, int width)
    {
        for (var i = 0; i < width; i++)
            _folded[foldedStart + i] = _text[position + i];
    }

    private struct FoldedRange(int start, int length)
    {
        public int Start = start;
        public int Length = length;
    }

    private struct Part
    {
        public int Start;
        public int End;
        public int FoldedStart;
        public int FoldedEnd;
    }

    [InlineArray(TextAnalyzer.MaxTokenLength)]
    private struct FoldedBuffer
    {
        private char _first;
    }

    [InlineArray(MaxParts)]
    private struct PartBuffer
    {
        private Part _first;
    }
}
