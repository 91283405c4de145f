using System.Globalization;

namespace JinaSharp;

/// <summary>Splits a filter expression into tokens with their columns.</summary>
internal sealed class FilterLexer(string text)
{
    private static readonly HashSet<string> Words =
        new(["and", "or", "not", "in", "exists", "contains", "startswith", "true", "false", "null", "all", "none", "id"], StringComparer.OrdinalIgnoreCase);

    private int _position;

    /// <summary>Whether a field can be written without backquotes.</summary>
    public static bool IsPlainField(string field) =>
        field.Length > 0 && IsFieldStart(field[0]) && field.All(IsFieldPart) && !Words.Contains(field);

    public FilterToken Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        var start = _position;
        if (start == text.Length) return new FilterToken(FilterTokenKind.End, "", default, start + 1);
        var first = text[start];
        if (first is '\'' or '"') return Quoted(first, FilterTokenKind.Value);
        if (first == '`') return Quoted(first, FilterTokenKind.Field);
        if (char.IsAsciiDigit(first) || (first is '-' or '+' or '.' && start + 1 < text.Length && (char.IsAsciiDigit(text[start + 1]) || text[start + 1] == '.')))
            return Number();
        if (IsFieldStart(first))
        {
            while (_position < text.Length && IsFieldPart(text[_position])) _position++;
            var word = text[start.._position];
            return Words.Contains(word)
                ? new FilterToken(FilterTokenKind.Word, word.ToLowerInvariant(), default, start + 1)
                : new FilterToken(FilterTokenKind.Field, word, default, start + 1);
        }
        foreach (var symbol in (ReadOnlySpan<string>)["==", "!=", "<>", ">=", "<=", "&&", "||", "=", ">", "<", "(", ")", "[", "]", ",", "!", "&", "|"])
        {
            if (!text.AsSpan(start).StartsWith(symbol, StringComparison.Ordinal)) continue;
            _position += symbol.Length;
            return new FilterToken(FilterTokenKind.Symbol, symbol, default, start + 1);
        }
        throw new FilterSyntaxException($"'{first}' has no meaning here; expected a field, a value, an operator or a bracket.", text, start + 1);
    }

    private FilterToken Quoted(char quote, FilterTokenKind kind)
    {
        var start = _position++;
        var value = new System.Text.StringBuilder();
        while (_position < text.Length)
        {
            var current = text[_position++];
            if (current != quote)
            {
                value.Append(current);
                continue;
            }
            if (_position < text.Length && text[_position] == quote)
            {
                value.Append(quote);
                _position++;
                continue;
            }
            if (kind == FilterTokenKind.Field && value.Length == 0) throw new FilterSyntaxException("a field's name cannot be empty.", text, start + 1);
            return new FilterToken(kind, value.ToString(), value.ToString(), start + 1);
        }
        throw new FilterSyntaxException($"the {quote} opened here is never closed.", text, start + 1);
    }

    private FilterToken Number()
    {
        var start = _position++;
        while (_position < text.Length && (char.IsAsciiLetterOrDigit(text[_position]) || text[_position] == '.'
               || (text[_position] is '-' or '+' && text[_position - 1] is 'e' or 'E')))
            _position++;
        var number = text[start.._position];
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new FilterToken(FilterTokenKind.Value, number, integer, start + 1);
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            return new FilterToken(FilterTokenKind.Value, number, real, start + 1);
        throw new FilterSyntaxException($"'{number}' is not a number; put texts in quotes.", text, start + 1);
    }

    private static bool IsFieldStart(char c) => char.IsLetter(c) || c is '_' or '$';

    private static bool IsFieldPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '.' or '-';
}
