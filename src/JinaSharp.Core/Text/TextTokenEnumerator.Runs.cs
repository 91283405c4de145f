using JinaSharp.Text;

namespace JinaSharp;

// Letters of scripts without spaces: each ideograph alone, and every pair of neighbours.
public ref partial struct TextTokenEnumerator
{
    private void StartRun(int position, CharacterClass kind, int width)
    {
        _runStart = position;
        _pairPending = false;
        if (kind == CharacterClass.Unsegmented && FindRunLetter(position + width, out _, out _) < 0)
        {
            _position = position + width;
            EmitLetters(position, width, -1, 0, TextTokenKind.Character);
            return;
        }
        _inRun = true;
        TakeRun();
    }

    // The next token of the run whose letter at _runStart is current; false when the run ended without one.
    private bool TakeRun()
    {
        var kind = ClassAt(_runStart, out var width);
        var next = FindRunLetter(_runStart + width, out var nextWidth, out var end);
        if (kind == CharacterClass.Ideograph && !_pairPending)
        {
            _pairPending = next >= 0;
            if (next < 0) EndRun(end);
            EmitLetters(_runStart, width, -1, 0, TextTokenKind.Character);
            return true;
        }
        _pairPending = false;
        if (next < 0)
        {
            EndRun(end);
            return false;
        }
        var start = _runStart;
        _runStart = next;
        EmitLetters(start, width, next, nextWidth, TextTokenKind.Bigram);
        return true;
    }

    private void EndRun(int end)
    {
        _inRun = false;
        _position = end;
    }

    // The place of the letter of the run at or after a position, accents skipped; -1 when the run ends, at 'end'.
    private readonly int FindRunLetter(int position, out int width, out int end)
    {
        end = position;
        width = 0;
        while ((uint)position < (uint)_text.Length)
        {
            var kind = ClassAt(position, out width);
            if (kind is CharacterClass.Ideograph or CharacterClass.Unsegmented) return position;
            if (kind != CharacterClass.Ignored) break;
            position += width;
        }
        return -1;
    }

    private void EmitLetters(int first, int firstWidth, int second, int secondWidth, TextTokenKind kind)
    {
        var count = Fold(first, firstWidth, 0);
        var end = first + firstWidth;
        if (second >= 0)
        {
            count += Fold(second, secondWidth, count);
            end = second + secondWidth;
        }
        Emit(0, count, first, end - first, kind);
    }
}
