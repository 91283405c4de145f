using System.Buffers;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>Runs a compiled pattern: backtracking with its own stack, so that no text can exhaust the thread's, and with a step budget.</summary>
internal struct PatternMachine(string pattern, PatternInstruction[] code, int registerCount) : IDisposable
{
    private const int FrameSize = 3;
    private const int RestoreRegister = -1; // frame: (RestoreRegister, register, value); others: (instruction, position, least position or -1)
    private const int AnyEnd = -1;
    private const long StepsPerUnit = 10_000;
    private const long SpareSteps = 1_000_000;

    private int[] _stack = [];
    private int _top;
    private readonly int[] _registers = registerCount == 0 ? [] : new int[registerCount];
    private long _steps;

    /// <summary>Where the match that starts at an index ends, or -1.</summary>
    public int Match(ReadOnlySpan<char> text, int start) => Run(text, 0, start, AnyEnd);

    public void Dispose()
    {
        if (_stack.Length > 0)
            ArrayPool<int>.Shared.Return(_stack);
        _stack = [];
    }

    private int Run(ReadOnlySpan<char> text, int instruction, int position, int requiredEnd)
    {
        var bottom = _top;
        while (true)
        {
            if (++_steps > SpareSteps + (StepsPerUnit * text.Length))
                throw new ModelFormatException($"The pattern '{pattern}' needs too many steps on a text of {text.Length} UTF-16 units. Its repetitions are ambiguous; simplify the pattern in the tokenizer file.");
            if (code[instruction].Op == PatternOp.Accept)
            {
                if (requiredEnd == AnyEnd || position == requiredEnd)
                {
                    _top = bottom;
                    return position;
                }
            }
            else if (Step(text, ref instruction, ref position))
            {
                continue;
            }

            if (!Backtrack(text, bottom, ref instruction, ref position))
                return -1;
        }
    }

    private bool Step(ReadOnlySpan<char> text, ref int instruction, ref int position)
    {
        ref readonly var current = ref code[instruction];
        switch (current.Op)
        {
            case PatternOp.OneOf:
                if (position >= text.Length || !current.Set!.Contains(Utf16.At(text, position, out var width)))
                    return false;
                position += width;
                break;
            case PatternOp.Run:
            case PatternOp.PossessiveRun:
                if (!StepRun(text, current, instruction, ref position))
                    return false;
                break;
            case PatternOp.Split:
                Push(current.Second, position, -1);
                instruction = current.First;
                return true;
            case PatternOp.Jump:
                instruction = current.First;
                return true;
            case PatternOp.Mark:
                Push(RestoreRegister, current.First, _registers[current.First]);
                _registers[current.First] = position;
                break;
            case PatternOp.LeaveIfEmpty:
                if (_registers[current.First] != position)
                    break;
                instruction = current.Second;
                return true;
            case PatternOp.Anchor:
                if (!Holds((PatternAnchor)current.First, text, position))
                    return false;
                break;
            default:
                return StepEnclosed(text, current, ref instruction, ref position);
        }

        instruction++;
        return true;
    }

    private bool StepEnclosed(ReadOnlySpan<char> text, in PatternInstruction current, ref int instruction, ref int position)
    {
        var body = instruction + 1;
        instruction = current.First;
        switch (current.Op)
        {
            case PatternOp.LookAhead:
                return Run(text, body, position, AnyEnd) >= 0;
            case PatternOp.NotAhead:
                return Run(text, body, position, AnyEnd) < 0;
            case PatternOp.LookBehind:
                return EndsHere(text, body, position, current.Second, current.Third);
            case PatternOp.NotBehind:
                return !EndsHere(text, body, position, current.Second, current.Third);
            default:
                position = Run(text, body, position, AnyEnd);
                return position >= 0;
        }
    }

    private bool EndsHere(ReadOnlySpan<char> text, int body, int position, int least, int most)
    {
        var start = position;
        for (var back = 0; back <= most; back++)
        {
            if (back >= least && Run(text, body, start, position) >= 0)
                return true;
            if (start == 0)
                return false;
            Utf16.Before(text, start, out var width);
            start -= width;
        }

        return false;
    }

    private bool StepRun(ReadOnlySpan<char> text, in PatternInstruction current, int instruction, ref int position)
    {
        var count = 0;
        var least = position;
        while (count < current.Second && position < text.Length && current.Set!.Contains(Utf16.At(text, position, out var width)))
        {
            position += width;
            if (++count == current.First)
                least = position;
        }

        if (count < current.First)
            return false;
        if (current.Op == PatternOp.Run && position > least)
            Push(instruction, position, least);
        return true;
    }

    private bool Backtrack(ReadOnlySpan<char> text, int bottom, ref int instruction, ref int position)
    {
        while (_top > bottom)
        {
            _top -= FrameSize;
            var (kind, first, second) = (_stack[_top], _stack[_top + 1], _stack[_top + 2]);
            if (kind == RestoreRegister)
            {
                _registers[first] = second;
                continue;
            }

            if (second < 0)
            {
                (instruction, position) = (kind, first);
                return true;
            }

            Utf16.Before(text, first, out var width);
            position = first - width;
            if (position > second)
                Push(kind, position, second);
            instruction = kind + 1;
            return true;
        }

        return false;
    }

    private void Push(int kind, int first, int second)
    {
        if (_top + FrameSize > _stack.Length)
            Grow();
        _stack[_top] = kind;
        _stack[_top + 1] = first;
        _stack[_top + 2] = second;
        _top += FrameSize;
    }

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(192, _stack.Length * 2));
        _stack.AsSpan(0, _top).CopyTo(larger);
        Dispose();
        _stack = larger;
    }

    private static bool Holds(PatternAnchor anchor, ReadOnlySpan<char> text, int position) => anchor switch
    {
        PatternAnchor.LineStart => position == 0 || (text[position - 1] == '\n' && position < text.Length),
        PatternAnchor.LineEnd => position == text.Length || text[position] == '\n',
        PatternAnchor.TextStart => position == 0,
        PatternAnchor.TextEnd => position == text.Length,
        PatternAnchor.TextEndOrFinalBreak => position == text.Length || (position == text.Length - 1 && text[position] == '\n'),
        PatternAnchor.WordBoundary => AtWordBoundary(text, position),
        _ => !AtWordBoundary(text, position),
    };

    private static bool AtWordBoundary(ReadOnlySpan<char> text, int position)
    {
        var before = position > 0 && PatternSets.Word.Contains(Utf16.Before(text, position, out _));
        var after = position < text.Length && PatternSets.Word.Contains(Utf16.At(text, position, out _));
        return before != after;
    }
}
