using System.Globalization;
using System.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>
/// Reads a regular expression in the syntax of tokenizer files (Oniguruma with its Ruby rules: ^ and $ are line anchors, a plus after
/// <c>{n,m}</c> repeats it again). What it does not know it refuses; it never guesses.
/// </summary>
internal sealed class PatternParser
{
    private const int DeepestNesting = 64;
    private const int LargestCount = 1000;

    private readonly string _pattern;
    private int _index;
    private int _depth;
    private bool _ignoreCase;
    private bool _dotMatchesBreaks;

    private PatternParser(string pattern) => _pattern = pattern;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ModelFormatException">The pattern is wrong or uses what is not supported.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.Choice();
        if (parser._index < pattern.Length)
            throw parser.Refused("an unmatched ')'");
        return node;
    }

    private bool AtEnd => _index >= _pattern.Length;

    private PatternNode Choice()
    {
        if (++_depth > DeepestNesting)
            throw Refused($"groups nested more than {DeepestNesting} deep");
        var (ignoreCase, dot) = (_ignoreCase, _dotMatchesBreaks);
        var items = new List<PatternNode> { Sequence() };
        while (Take('|'))
            items.Add(Sequence());
        (_ignoreCase, _dotMatchesBreaks) = (ignoreCase, dot);
        _depth--;
        return items.Count == 1 ? items[0] : new PatternNode.Choice(items);
    }

    private PatternNode.Sequence Sequence()
    {
        var items = new List<PatternNode>();
        while (!AtEnd && _pattern[_index] is not ('|' or ')'))
        {
            if (Item() is { } item)
                items.Add(Repetitions(item));
        }

        return new PatternNode.Sequence(items);
    }

    private PatternNode Repetitions(PatternNode item)
    {
        while (!AtEnd)
        {
            int minimum, maximum;
            var interval = false;
            switch (_pattern[_index])
            {
                case '*':
                    (minimum, maximum) = (0, int.MaxValue);
                    break;
                case '+':
                    (minimum, maximum) = (1, int.MaxValue);
                    break;
                case '?':
                    (minimum, maximum) = (0, 1);
                    break;
                case '{' when TryInterval(out minimum, out maximum):
                    interval = true;
                    break;
                default:
                    return item;
            }

            if (!interval)
                _index++;
            var greed = Take('?') ? PatternNode.Greed.Lazy
                : !interval && Take('+') ? PatternNode.Greed.Possessive
                : PatternNode.Greed.Greedy;
            item = new PatternNode.Repeat(item, minimum, maximum, greed);
        }

        return item;
    }

    private bool TryInterval(out int minimum, out int maximum)
    {
        minimum = maximum = 0;
        var close = _pattern.IndexOf('}', _index);
        if (close < 0)
            return false;
        var parts = _pattern[(_index + 1)..close].Split(',');
        if (parts.Length > 2 || parts.Any(p => p.Any(c => !char.IsAsciiDigit(c))) || parts.All(p => p.Length == 0))
            return false;
        minimum = Count(parts[0], 0);
        maximum = parts.Length == 1 ? minimum : Count(parts[1], int.MaxValue);
        if (maximum < minimum)
            throw Refused("a count whose maximum is below its minimum");
        _index = close + 1;
        return true;
    }

    private int Count(string text, int missing)
    {
        if (text.Length == 0)
            return missing;
        return text.Length <= 4 && int.Parse(text, CultureInfo.InvariantCulture) is var count and <= LargestCount
            ? count
            : throw Refused($"a count above {LargestCount}");
    }

    private PatternNode? Item()
    {
        var codePoint = TakeCodePoint();
        switch (codePoint)
        {
            case '(':
                return Group();
            case '[':
                return new PatternNode.OneOf(Folded(Class()));
            case '.':
                return new PatternNode.OneOf(_dotMatchesBreaks ? PatternSets.All : PatternSets.NotLineFeed);
            case '^':
                return new PatternNode.Position(PatternAnchor.LineStart);
            case '$':
                return new PatternNode.Position(PatternAnchor.LineEnd);
            case '*' or '+' or '?':
                throw Refused("a repetition of nothing");
            case '\\':
                return Escape();
            default:
                return new PatternNode.OneOf(Folded(Single(codePoint)));
        }
    }

    private PatternNode? Group()
    {
        var node = !Take('?') ? Choice() : SpecialGroup();
        if (node is not null && !Take(')'))
            throw Refused("an unclosed group");
        return node;
    }

    private PatternNode? SpecialGroup()
    {
        if (Take(':'))
            return Choice();
        if (Take('='))
            return new PatternNode.Look(Choice(), Behind: false, Negative: false);
        if (Take('!'))
            return new PatternNode.Look(Choice(), Behind: false, Negative: true);
        if (Take('>'))
            return new PatternNode.Atomic(Choice());
        if (!Take('<'))
            return Flags();
        if (Take('='))
            return new PatternNode.Look(Choice(), Behind: true, Negative: false);
        if (Take('!'))
            return new PatternNode.Look(Choice(), Behind: true, Negative: true);
        var close = _pattern.IndexOf('>', _index);
        if (close < 0)
            throw Refused("an unclosed group name");
        _index = close + 1;
        return Choice();
    }

    // (?i: ... ) for a group, (?i) for the rest of the enclosing one.
    private PatternNode? Flags()
    {
        var (ignoreCase, dot) = (_ignoreCase, _dotMatchesBreaks);
        for (var on = true; !AtEnd; _index++)
        {
            switch (_pattern[_index])
            {
                case '-':
                    on = false;
                    continue;
                case 'i':
                    _ignoreCase = on;
                    continue;
                case 'm':
                    _dotMatchesBreaks = on;
                    continue;
                case ')':
                    _index++;
                    return null;
                case ':':
                    _index++;
                    var node = Choice();
                    (_ignoreCase, _dotMatchesBreaks) = (ignoreCase, dot);
                    return node;
                default:
                    throw Refused($"the group option '{_pattern[_index]}'");
            }
        }

        throw Refused("an unclosed group");
    }

    private PatternNode Escape()
    {
        if (AtEnd)
            throw Refused("a trailing backslash");
        PatternAnchor? anchor = _pattern[_index] switch
        {
            'A' => PatternAnchor.TextStart,
            'z' => PatternAnchor.TextEnd,
            'Z' => PatternAnchor.TextEndOrFinalBreak,
            'b' => PatternAnchor.WordBoundary,
            'B' => PatternAnchor.NoWordBoundary,
            _ => null,
        };
        if (anchor is null)
            return new PatternNode.OneOf(Folded(EscapedSet(out _)));
        _index++;
        return new PatternNode.Position(anchor.Value);
    }

    // After a backslash: a named set, or one code point (then 'single' is that, else -1).
    private CodePointSet EscapedSet(out int single)
    {
        if (AtEnd)
            throw Refused("a trailing backslash");
        single = -1;
        var codePoint = TakeCodePoint();
        switch (codePoint)
        {
            case 's':
                return PatternSets.WhiteSpace;
            case 'S':
                return PatternSets.WhiteSpace.Complement();
            case 'w':
                return PatternSets.Word;
            case 'W':
                return PatternSets.Word.Complement();
            case 'd':
                return PatternSets.Digit;
            case 'D':
                return PatternSets.Digit.Complement();
            case 'h':
                return PatternSets.HexDigit;
            case 'H':
                return PatternSets.HexDigit.Complement();
            case 'p' or 'P':
                return Property(codePoint == 'P');
            default:
                single = EscapedCodePoint(codePoint);
                return Single(single);
        }
    }

    private CodePointSet Property(bool negative)
    {
        if (!Take('{'))
            throw Refused("a property without braces");
        var close = _pattern.IndexOf('}', _index);
        if (close < 0)
            throw Refused("an unclosed property");
        var name = _pattern[_index..close];
        _index = close + 1;
        if (name.StartsWith('^'))
            (name, negative) = (name[1..], !negative);
        var set = PatternSets.Property(name) ?? throw Refused($"the property '{name}'");
        return negative ? set.Complement() : set;
    }

    private int EscapedCodePoint(int codePoint)
    {
        switch (codePoint)
        {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case '0':
                return 0;
            case 'u':
                return Hexadecimal(4);
            case 'x':
                return Take('{') ? BracedHexadecimal() : Hexadecimal(2);
            default:
                if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
                    throw Refused($"the escape '\\{(char)codePoint}'");
                return codePoint;
        }
    }

    private int BracedHexadecimal()
    {
        var close = _pattern.IndexOf('}', _index);
        var value = Hexadecimal(close < 0 ? 0 : close - _index);
        _index++;
        return value;
    }

    private int Hexadecimal(int digits)
    {
        if (digits is < 1 or > 6 || _index + digits > _pattern.Length ||
            !int.TryParse(_pattern.AsSpan(_index, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ||
            value > 0x10FFFF)
            throw Refused("a wrong hexadecimal escape");
        _index += digits;
        return value;
    }

    private CodePointSet Class()
    {
        if (++_depth > DeepestNesting)
            throw Refused($"classes nested more than {DeepestNesting} deep");
        var negative = Take('^');
        var ranges = new List<(int, int)>();
        CodePointSet? intersection = null;
        for (var first = true; ; first = false)
        {
            if (AtEnd)
                throw Refused("an unclosed character class");
            if (_pattern[_index] == ']' && !first)
                break;
            if (_pattern.AsSpan(_index).StartsWith("&&"))
            {
                _index += 2;
                intersection = Intersect(intersection, new CodePointSet(ranges));
                ranges.Clear();
                continue;
            }

            AddClassItem(ranges);
        }

        _index++;
        _depth--;
        var set = Intersect(intersection, new CodePointSet(ranges));
        return negative ? Folded(set).Complement() : set;
    }

    private void AddClassItem(List<(int, int)> ranges)
    {
        if (Take('['))
        {
            if (!AtEnd && _pattern[_index] == ':')
                throw Refused("a POSIX class");
            ranges.AddRange(Class().Ranges);
            return;
        }

        var first = ClassCodePoint(out var set);
        if (set is not null)
        {
            ranges.AddRange(set.Ranges);
            return;
        }

        if (_index + 1 >= _pattern.Length || _pattern[_index] != '-' || _pattern[_index + 1] == ']')
        {
            ranges.Add((first, first));
            return;
        }

        _index++;
        var last = ClassCodePoint(out set);
        if (set is not null || last < first)
            throw Refused("a wrong range in a character class");
        ranges.Add((first, last));
    }

    private int ClassCodePoint(out CodePointSet? set)
    {
        set = null;
        var codePoint = TakeCodePoint();
        if (codePoint != '\\')
            return codePoint;
        var escaped = EscapedSet(out var single);
        if (single < 0)
            set = escaped;
        return single;
    }

    private static CodePointSet Intersect(CodePointSet? left, CodePointSet right) => left is null
        ? right
        : new CodePointSet(left.Complement().Ranges.Concat(right.Complement().Ranges)).Complement();

    private CodePointSet Folded(CodePointSet set) => _ignoreCase ? PatternSets.IgnoreCase(set) : set;

    private static CodePointSet Single(int codePoint) => new([(codePoint, codePoint)]);

    private bool Take(char expected)
    {
        if (AtEnd || _pattern[_index] != expected)
            return false;
        _index++;
        return true;
    }

    private int TakeCodePoint()
    {
        if (AtEnd)
            throw Refused("a sudden end");
        if (Rune.DecodeFromUtf16(_pattern.AsSpan(_index), out var rune, out var width) != System.Buffers.OperationStatus.Done)
            throw Refused("a lone surrogate");
        _index += width;
        return rune.Value;
    }

    private ModelFormatException Refused(string what) =>
        new($"The pattern '{_pattern}' has {what} near character {_index}; this is wrong or not supported. Check the pattern in the tokenizer file.");
}
