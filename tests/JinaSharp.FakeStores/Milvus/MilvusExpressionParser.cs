using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JinaSharp.FakeStores.Milvus;

/// <summary>Reads a filter expression and checks rows by it. A comparison with a path that is missing is unknown, and so is its negation.</summary>
internal sealed class MilvusExpressionParser
{
    private readonly List<(string Kind, string Text)> _tokens = [];
    private readonly JsonObject _parameters;
    private int _at;

    private MilvusExpressionParser(string text, JsonObject? parameters)
    {
        _parameters = parameters ?? [];
        Split(text);
    }

    public static Func<JsonObject, bool> Parse(string text, JsonObject? parameters)
    {
        if (text.Trim().Length == 0) return _ => true;
        var parser = new MilvusExpressionParser(text, parameters);
        var check = parser.Or();
        if (parser._at < parser._tokens.Count) throw Refuse($"unexpected '{parser._tokens[parser._at].Text}'");
        return row => check(row) == true;
    }

    private void Split(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '"')
            {
                var value = new StringBuilder();
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\') at++;
                    value.Append(text[at]);
                }
                if (at >= text.Length) throw Refuse("a text is never closed");
                at++;
                _tokens.Add(("string", value.ToString()));
            }
            else if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                var start = at++;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.' || (text[at] is '-' or '+' && text[at - 1] is 'E' or 'e'))) at++;
                _tokens.Add(("number", text[start..at]));
            }
            else if (char.IsAsciiLetter(c) || c is '_' or '$')
            {
                var start = at;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '$')) at++;
                _tokens.Add(("word", text[start..at]));
            }
            else
            {
                var symbol = new[] { "==", "!=", ">=", "<=", "&&", "||" }.FirstOrDefault(item => text.AsSpan(at).StartsWith(item)) ?? c.ToString();
                at += symbol.Length;
                _tokens.Add(("symbol", symbol));
            }
        }
    }

    private Func<JsonObject, bool?> Or()
    {
        var left = And();
        while (Take("or") || Take("||"))
        {
            var (first, second) = (left, And());
            left = row => (first(row), second(row)) switch { (true, _) or (_, true) => true, (false, false) => false, _ => null };
        }
        return left;
    }

    private Func<JsonObject, bool?> And()
    {
        var left = Not();
        while (Take("and") || Take("&&"))
        {
            var (first, second) = (left, Not());
            left = row => (first(row), second(row)) switch { (false, _) or (_, false) => false, (true, true) => true, _ => null };
        }
        return left;
    }

    private Func<JsonObject, bool?> Not()
    {
        if (!Take("not") && !Take("!")) return Primary();
        var inner = Not();
        return row => !inner(row);
    }

    private Func<JsonObject, bool?> Primary()
    {
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        if (Peek("json_contains") || Peek("json_contains_any")) return Contains();
        var path = Path();
        if (Take("like"))
        {
            var pattern = Like(Value()!.GetValue<string>());
            return row => path(row) is { } found ? Text(found) is { } text && pattern.IsMatch(text) : null;
        }
        var negated = Take("not");
        if (Take("in"))
        {
            var values = Value()!.AsArray();
            return row => path(row) is { } found ? values.Any(value => Compare(found, value!) == 0) != negated : null;
        }
        if (_at >= _tokens.Count) throw Refuse("an operator is missing");
        var symbol = _tokens[_at++].Text;
        if (symbol is not ("==" or "!=" or "<" or "<=" or ">" or ">=")) throw Refuse($"'{symbol}' is no operator");
        var bound = Value()!;
        return row => path(row) is { } found
            ? Compare(found, bound) is { } order ? symbol switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 } : symbol == "!="
            : null;
    }

    private Func<JsonObject, bool?> Contains()
    {
        var any = _tokens[_at++].Text == "json_contains_any";
        Expect("(");
        var path = Path();
        Expect(",");
        var value = Value()!;
        Expect(")");
        IEnumerable<JsonNode?> wanted = any ? value.AsArray() : Enumerable.Repeat<JsonNode?>(value, 1);
        // Items compare by kind: an integer is not found as a double.
        return row => path(row) is JsonArray items ? items.Any(item => wanted.Any(one => item is not null && SameKind(item, one!) && Compare(item, one!) == 0)) : false;
    }

    private Func<JsonObject, JsonNode?> Path()
    {
        if (_at >= _tokens.Count || _tokens[_at].Kind != "word") throw Refuse(_at < _tokens.Count ? $"'{_tokens[_at].Text}' is no field" : "a field is missing");
        var names = new List<string> { _tokens[_at++].Text };
        while (Take("["))
        {
            if (_tokens[_at].Kind != "string") throw Refuse("a key must be a text");
            names.Add(_tokens[_at++].Text);
            Expect("]");
        }
        return row =>
        {
            if (!row.ContainsKey(names[0])) throw Refuse($"field {names[0]} not exist");
            JsonNode? found = row;
            foreach (var name in names) found = (found as JsonObject)?[name];
            return found;
        };
    }

    private JsonNode? Value()
    {
        if (Take("{"))
        {
            var name = _tokens[_at++].Text;
            Expect("}");
            return _parameters[name] ?? throw Refuse($"the value of the placeholder {{{name}}} is missing");
        }
        if (Take("["))
        {
            var list = new JsonArray();
            while (!Take("]"))
            {
                list.Add(Value());
                Take(",");
            }
            return list;
        }
        if (_at >= _tokens.Count) throw Refuse("a value is missing");
        var (kind, text) = _tokens[_at++];
        return kind switch
        {
            "string" => JsonValue.Create(text),
            "number" => JsonNode.Parse(text),
            "word" when text is "true" or "false" => JsonValue.Create(text == "true"),
            _ => throw Refuse($"'{text}' is no value"),
        };
    }

    private static Regex Like(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) regex.Append(Regex.Escape(pattern[++i].ToString()));
            else regex.Append(pattern[i] switch { '%' => ".*", '_' => ".", var c => Regex.Escape(c.ToString()) });
        }
        return new Regex(regex.Append('$').ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static string? Text(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static bool SameKind(JsonNode left, JsonNode right) =>
        left.GetValueKind() != JsonValueKind.Number || right.GetValueKind() != JsonValueKind.Number || IsInteger(left) == IsInteger(right);

    private static bool IsInteger(JsonNode number) => !number.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E');

    /// <summary>The order of two values of one kind; null where there is none.</summary>
    private static int? Compare(JsonNode left, JsonNode right)
    {
        if (left.GetValueKind() == JsonValueKind.String && right.GetValueKind() == JsonValueKind.String) return string.CompareOrdinal(left.GetValue<string>(), right.GetValue<string>());
        if (left.GetValueKind() == JsonValueKind.Number && right.GetValueKind() == JsonValueKind.Number)
        {
            if (IsInteger(left) && IsInteger(right)) return long.Parse(left.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(long.Parse(right.ToJsonString(), CultureInfo.InvariantCulture));
            return double.Parse(left.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(double.Parse(right.ToJsonString(), CultureInfo.InvariantCulture));
        }
        if (left.GetValueKind() is JsonValueKind.True or JsonValueKind.False && left.GetValueKind() == right.GetValueKind()) return 0;
        return null;
    }

    private bool Peek(string text) => _at < _tokens.Count && _tokens[_at].Kind != "string" && _tokens[_at].Text == text;

    private bool Take(string text)
    {
        if (!Peek(text)) return false;
        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text)) throw Refuse($"expected '{text}'");
    }

    private static FakeMilvusException Refuse(string what) => new(1100, $"failed to create query plan: cannot parse expression: {what}: invalid parameter");
}
