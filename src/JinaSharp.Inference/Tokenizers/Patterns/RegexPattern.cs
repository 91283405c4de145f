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

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ModelFormatException">The pattern is wrong or uses what is not supported.</exception>
    public RegexPattern(string pattern)
    {
        _pattern = pattern;
        (_code, _registers, _first) = PatternCompiler.Compile(pattern);
    }

    public override bool Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
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
}
