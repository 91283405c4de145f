using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>
/// A regular expression over code points. The runtime's own works on UTF-16 units: its classes never match a letter beyond U+FFFF, and it
/// lacks the syntax and the word class of tokenizer files.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    private readonly string _pattern;
    private readonly PatternInstruction[] _code;
    private readonly int _registers;
    private readonly CodePointSet? _first;
    private readonly char? _firstUnit; // the only unit that a match can start with
    private readonly PatternInstruction? _run; // the whole pattern, when it is one run of one set

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ModelFormatException">The pattern is wrong or uses what is not supported.</exception>
    public RegexPattern(string pattern)
    {
        _pattern = pattern;
        (_code, _registers, _first) = PatternCompiler.Compile(pattern);
        if (_first?.Ranges.ToList() is [(var first, var last)] && first == last && first < 0x10000)
            _firstUnit = (char)first;
        if (_code is [{ Op: PatternOp.Run, First: > 0 } run, { Op: PatternOp.Accept }])
            _run = run;
    }

    public override bool Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        if (_run is { } run)
            return FindRun(text, from, run, out start, out end);
        var machine = new PatternMachine(_pattern, _code, _registers);
        try
        {
            for (start = from; start <= text.Length;)
            {
                var width = 1;
                var codePoint = start < text.Length ? Utf16.At(text, start, out width) : -1;
                if (_first is null || (codePoint >= 0 && _first.Contains(codePoint)))
                {
                    end = machine.Match(text, start);
                    if (end >= 0)
                        return true;
                }

                start += width;
            }
        }
        finally
        {
            machine.Dispose();
        }

        end = 0;
        return false;
    }

    private bool FindRun(ReadOnlySpan<char> text, int from, in PatternInstruction run, out int start, out int end)
    {
        for (start = from; start < text.Length; start = Math.Max(end, start + 1))
        {
            if (_firstUnit is { } unit)
            {
                var found = text[start..].IndexOf(unit);
                if (found < 0)
                    break;
                start += found;
            }

            var count = 0;
            end = start;
            while (count < run.Second && end < text.Length && run.Set!.Contains(Utf16.At(text, end, out var width)))
            {
                end += width;
                count++;
            }

            if (count >= run.First)
                return true;
        }

        end = 0;
        return false;
    }
}
