namespace JinaSharp;

/// <summary>Reads filter expressions.</summary>
/// <remarks>
/// <code>
/// expression := term { ('or' | '||' | '|') term }
/// term       := factor { ('and' | '&amp;&amp;' | '&amp;') factor }
/// factor     := ('not' | '!') factor | '(' expression ')' | 'all' | 'none' | 'exists' field | condition
/// condition  := field ('=' | '==' | '!=' | '&lt;&gt;' | '>' | '>=' | '&lt;' | '&lt;=') value
///             | field ['not'] 'in' list | field 'contains' text | field 'startswith' text | 'id' ('=' text | ['not'] 'in' list)
/// list       := '[' [ value { ',' value } ] ']'   (round brackets too)
/// value      := text in single or double quotes | number | 'true' | 'false'
/// </code>
/// </remarks>
internal sealed class FilterParser
{
    private const int MaxDepth = 200;

    private readonly string _expression;
    private readonly FilterLexer _lexer;
    private FilterToken _token;
    private int _depth;

    public FilterParser(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        _expression = expression;
        _lexer = new FilterLexer(expression);
        _token = _lexer.Next();
    }

    public Filter Parse()
    {
        if (_token.Kind == FilterTokenKind.End) throw Error("the expression is empty; expected a condition such as lang = 'de'.");
        var filter = Expression();
        if (_token.Kind != FilterTokenKind.End) throw Error($"expected 'and', 'or' or the end; found '{_token.Text}'.");
        return filter;
    }

    private Filter Expression()
    {
        if (++_depth > MaxDepth) throw Error($"brackets and 'not' are nested more than {MaxDepth} deep.");
        var filter = Term();
        while (TakeAny("or", "||", "|")) filter |= Term();
        _depth--;
        return filter;
    }

    private Filter Term()
    {
        var filter = Factor();
        while (TakeAny("and", "&&", "&")) filter &= Factor();
        return filter;
    }

    private Filter Factor()
    {
        if (TakeAny("not", "!"))
        {
            if (++_depth > MaxDepth) throw Error($"brackets and 'not' are nested more than {MaxDepth} deep.");
            var operand = Factor();
            _depth--;
            return !operand;
        }
        if (TakeAny("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }
        if (TakeAny("all")) return Filter.All;
        if (TakeAny("none")) return Filter.None;
        if (TakeAny("exists")) return Filter.Exists(TakeField());
        return TakeAny("id") ? IdCondition() : Condition();
    }

    private Filter Condition()
    {
        var field = TakeField();
        if (TakeAny("=", "==")) return Filter.Eq(field, TakeValue());
        if (TakeAny("!=", "<>")) return Filter.Ne(field, TakeValue());
        if (TakeAny(">=")) return Filter.Gte(field, TakeOrdered());
        if (TakeAny("<=")) return Filter.Lte(field, TakeOrdered());
        if (TakeAny(">")) return Filter.Gt(field, TakeOrdered());
        if (TakeAny("<")) return Filter.Lt(field, TakeOrdered());
        if (TakeAny("contains")) return Filter.Contains(field, TakeText());
        if (TakeAny("startswith")) return Filter.StartsWith(field, TakeText());
        if (TakeAny("in")) return Filter.In(field, TakeList());
        if (TakeAny("not"))
        {
            Expect("in");
            return Filter.NotIn(field, TakeList());
        }
        throw Error($"expected an operator (=, !=, >, >=, <, <=, in, contains, startswith) after '{field}'; found {Found()}.");
    }

    private Filter IdCondition()
    {
        if (TakeAny("=", "==")) return Filter.Id(TakeText());
        if (TakeAny("!=", "<>")) return !Filter.Id(TakeText());
        if (TakeAny("in")) return Filter.Id(TakeIds());
        if (TakeAny("not"))
        {
            Expect("in");
            return !Filter.Id(TakeIds());
        }
        throw Error($"expected =, != or in after 'id'; found {Found()}. A payload field of that name is written `id`.");
    }

    private List<PayloadValue> TakeList()
    {
        var round = TakeAny("(");
        if (!round) Expect("[");
        var close = round ? ")" : "]";
        var values = new List<PayloadValue>();
        if (TakeAny(close)) return values;
        do values.Add(TakeValue());
        while (TakeAny(","));
        Expect(close);
        return values;
    }

    private List<string> TakeIds()
    {
        var column = _token.Column;
        return [.. TakeList().Select(value => value.Kind == PayloadKind.String
            ? value.AsString()
            : throw new FilterSyntaxException($"ids are texts; found {value}.", _expression, column))];
    }

    private string TakeField()
    {
        if (_token.Kind != FilterTokenKind.Field)
            throw Error($"expected a field; found {Found()}.{(_token.Kind == FilterTokenKind.Word ? " A field of that name is written in backquotes." : "")}");
        var field = _token.Text;
        Advance();
        return field;
    }

    private PayloadValue TakeValue()
    {
        if (TakeAny("true")) return true;
        if (TakeAny("false")) return false;
        if (_token is { Kind: FilterTokenKind.Word, Text: "null" }) throw Error("null is not a value to compare with; use 'exists FIELD' or 'not exists FIELD'.");
        if (_token.Kind != FilterTokenKind.Value)
            throw Error($"expected a value; found {Found()}.{(_token.Kind == FilterTokenKind.Field ? " Put texts in quotes." : "")}");
        var value = _token.Value;
        Advance();
        return value;
    }

    private PayloadValue TakeOrdered()
    {
        if (_token is { Kind: FilterTokenKind.Word, Text: "true" or "false" }) throw Error($"'{_token.Text}' has no order; expected a number or text.");
        return TakeValue();
    }

    private string TakeText()
    {
        var token = _token;
        var value = TakeValue();
        return value.Kind == PayloadKind.String
            ? value.AsString()
            : throw new FilterSyntaxException($"expected a text in quotes; found {value}.", _expression, token.Column);
    }

    private bool TakeAny(params ReadOnlySpan<string> texts)
    {
        if (_token.Kind is not (FilterTokenKind.Word or FilterTokenKind.Symbol)) return false;
        foreach (var text in texts)
        {
            if (_token.Text != text) continue;
            Advance();
            return true;
        }
        return false;
    }

    private void Expect(string text)
    {
        if (!TakeAny(text)) throw Error($"expected '{text}'; found {Found()}.");
    }

    private void Advance() => _token = _lexer.Next();

    private string Found() => _token.Kind == FilterTokenKind.End ? "the end" : $"'{_token.Text}'";

    private FilterSyntaxException Error(string message) => new(message, _expression, _token.Column);
}
