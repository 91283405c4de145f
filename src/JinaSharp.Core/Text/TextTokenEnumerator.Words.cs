using JinaSharp.Text;

namespace JinaSharp;

// Words and identifiers.
public ref partial struct TextTokenEnumerator
{
    private void TakeWord(int start)
    {
        var text = _text;
        var position = start;
        var end = start;                            // after the last letter taken
        var count = 0;                              // folded letters
        var previousStart = start;
        var previous = CharacterClass.Separator;
        var beforePrevious = CharacterClass.Separator;
        var part = new Part { Start = start };
        _partCount = 0;
        _nextPart = 0;
        while ((uint)position < (uint)text.Length)
        {
            var c = text[position];
            var kind = _classes[c];
            var width = 1;
            if (kind > CharacterClass.Digit)
            {
                if (kind == CharacterClass.Ignored)
                {
                    position++;
                    continue;
                }
                if (kind == CharacterClass.Connector)
                {
                    var next = SkipConnectors(position);
                    if (next < 0) break;
                    Split(ref part, end, count, next);
                    position = next;
                    previous = CharacterClass.Separator;
                    continue;
                }
                if (kind != CharacterClass.Surrogate) break;
                kind = ClassAt(position, out width);
                if (kind is not (CharacterClass.Lower or CharacterClass.Digit)) break;
            }
            else if (kind == CharacterClass.Separator)
            {
                if (c is not ('.' or ',') || previous != CharacterClass.Digit || KindAt(position + 1) != CharacterClass.Digit) break;
                position++;
                Split(ref part, end, count, position);
                continue;
            }
            else if (kind == CharacterClass.Upper)
            {
                if (previous == CharacterClass.Lower || (previous == CharacterClass.Digit && KindAt(position + 1) == CharacterClass.Lower))
                    Split(ref part, end, count, position);
            }
            else if (kind == CharacterClass.Lower && previous == CharacterClass.Upper && beforePrevious == CharacterClass.Upper
                     && KindAt(position + 1) == CharacterClass.Lower)
            {
                Split(ref part, previousStart, count - 1, previousStart);
            }

            var added = Fold(position, width, count);
            if (added == 0) break;
            count += added;
            previousStart = position;
            position += width;
            end = position;
            beforePrevious = previous;
            previous = kind;
        }
        if (count == 1 && previous is CharacterClass.Lower or CharacterClass.Upper)
        {
            var suffix = SuffixLength(end);
            for (var i = 0; i < suffix; i++)
                _folded[count++] = text[end++];
        }
        _position = Math.Max(position, end);
        if (_partCount > 0) Close(ref part, end, count);
        Emit(0, count, start, end - start, TextTokenKind.Word);
    }

    // C#, F#, C++.
    private readonly int SuffixLength(int position)
    {
        if (position >= _text.Length) return 0;
        if (_text[position] == '#') return 1;
        return _text[position] == '+' && position + 1 < _text.Length && _text[position + 1] == '+' ? 2 : 0;
    }

    private readonly CharacterClass KindAt(int position) =>
        (uint)position < (uint)_text.Length ? _classes[_text[position]] : CharacterClass.Separator;

    // The position of the word character after connectors, or -1 when none follows.
    private readonly int SkipConnectors(int position)
    {
        while (KindAt(position) is CharacterClass.Connector or CharacterClass.Ignored) position++;
        return KindAt(position) is CharacterClass.Lower or CharacterClass.Upper or CharacterClass.Digit ? position : -1;
    }

    // Ends the part at the given places and starts another. Beyond MaxParts the last part takes the rest.
    private void Split(ref Part part, int end, int foldedEnd, int nextStart)
    {
        if (foldedEnd <= part.FoldedStart || _partCount >= MaxParts - 1) return;
        Close(ref part, end, foldedEnd);
        part.Start = nextStart;
        part.FoldedStart = foldedEnd;
    }

    private void Close(ref Part part, int end, int foldedEnd)
    {
        part.End = end;
        part.FoldedEnd = foldedEnd;
        if (foldedEnd > part.FoldedStart) _parts[_partCount++] = part;
    }

    private void TakePart()
    {
        ref readonly var part = ref _parts[_nextPart++];
        Emit(part.FoldedStart, part.FoldedEnd - part.FoldedStart, part.Start, part.End - part.Start, TextTokenKind.Part);
    }

    // Writes the folded form of one character; the number of characters written, zero where they do not fit.
    private int Fold(int position, int width, int at)
    {
        if (at + width > TextAnalyzer.MaxTokenLength) return 0;
        if (width == 2)
        {
            CopyRaw(at, position, width);
            return width;
        }
        var folded = _folding[_text[position]];
        if (!CharacterTable.IsExpansion(folded))
        {
            _folded[at] = folded;
            return 1;
        }
        var expansion = CharacterTable.Expand(folded);
        if (at + expansion.Length > TextAnalyzer.MaxTokenLength) return 0;
        for (var i = 0; i < expansion.Length; i++)
            _folded[at + i] = expansion[i];
        return expansion.Length;
    }
}
