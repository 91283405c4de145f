namespace JinaSharp;

/// <summary>A condition on a record's payload or id: <c>Filter.Eq("lang", "de") &amp; Filter.Gte("year", 2020)</c>.</summary>
/// <remarks>
/// <para>A field is named by its path, with dots into maps: <c>author.name</c>. A list matches when any of its items does.
/// A missing field and a null match nothing, so <c>!Filter.Eq(...)</c> and <see cref="Ne"/> also match records without the field.</para>
/// <para>Numbers compare by value whatever their kind, texts by UTF-16 code unit, letter case included; values of different kinds are never equal and have no order.</para>
/// </remarks>
public abstract record Filter
{
    private protected Filter()
    {
    }

    /// <summary>The filter that every record matches.</summary>
    public static Filter All { get; } = new AndFilter([]);

    /// <summary>The filter that no record matches.</summary>
    public static Filter None { get; } = new OrFilter([]);

    /// <summary>The field equals the value.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">The value; not null, see <see cref="Exists"/>.</param>
    /// <returns>The filter.</returns>
    public static Filter Eq(string field, PayloadValue value) => new ComparisonFilter(field, ComparisonOperator.Equal, value);

    /// <summary>The field does not equal the value, or is missing.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">The value; not null, see <see cref="Exists"/>.</param>
    /// <returns>The filter.</returns>
    public static Filter Ne(string field, PayloadValue value) => new NotFilter(Eq(field, value));

    /// <summary>The field is greater than the value.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">A number or text.</param>
    /// <returns>The filter.</returns>
    public static Filter Gt(string field, PayloadValue value) => new ComparisonFilter(field, ComparisonOperator.Greater, value);

    /// <summary>The field is greater than the value or equal to it.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">A number or text.</param>
    /// <returns>The filter.</returns>
    public static Filter Gte(string field, PayloadValue value) => new ComparisonFilter(field, ComparisonOperator.GreaterOrEqual, value);

    /// <summary>The field is less than the value.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">A number or text.</param>
    /// <returns>The filter.</returns>
    public static Filter Lt(string field, PayloadValue value) => new ComparisonFilter(field, ComparisonOperator.Less, value);

    /// <summary>The field is less than the value or equal to it.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="value">A number or text.</param>
    /// <returns>The filter.</returns>
    public static Filter Lte(string field, PayloadValue value) => new ComparisonFilter(field, ComparisonOperator.LessOrEqual, value);

    /// <summary>The field equals one of the values.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="values">The values; none of them null. No values match nothing.</param>
    /// <returns>The filter.</returns>
    public static Filter In(string field, params IEnumerable<PayloadValue> values) => new InFilter(field, [.. values]);

    /// <summary>The field equals none of the values, or is missing.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="values">The values; none of them null.</param>
    /// <returns>The filter.</returns>
    public static Filter NotIn(string field, params IEnumerable<PayloadValue> values) => new NotFilter(In(field, values));

    /// <summary>The field is there and not null. An empty list counts as missing.</summary>
    /// <param name="field">The field's path.</param>
    /// <returns>The filter.</returns>
    public static Filter Exists(string field) => new ExistsFilter(field);

    /// <summary>The text of the field contains this text, letter case included.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="text">The text to look for.</param>
    /// <returns>The filter.</returns>
    public static Filter Contains(string field, string text) => new StringMatchFilter(field, StringMatchKind.Contains, text);

    /// <summary>The text of the field starts with this text, letter case included.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="text">The text to look for.</param>
    /// <returns>The filter.</returns>
    public static Filter StartsWith(string field, string text) => new StringMatchFilter(field, StringMatchKind.StartsWith, text);

    /// <summary>The record has one of these ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The filter.</returns>
    public static Filter Id(params IEnumerable<string> ids) => new IdFilter([.. ids]);

    /// <summary>Reads a filter expression, such as <c>lang = 'de' and (year >= 2020 or not tag in ['old', 'draft'])</c>.</summary>
    /// <param name="expression">The expression; its grammar is in <c>docs/filters.md</c>.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="FilterSyntaxException">The expression is not one; the message shows the column.</exception>
    public static Filter Parse(string expression) => new FilterParser(expression).Parse();

    /// <summary>Both match.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    public static Filter operator &(Filter left, Filter right) => BitwiseAnd(left, right);

    /// <summary>At least one matches.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    public static Filter operator |(Filter left, Filter right) => BitwiseOr(left, right);

    /// <summary>The filter does not match.</summary>
    /// <param name="filter">The filter.</param>
    public static Filter operator !(Filter filter) => LogicalNot(filter);

    /// <summary>Both match.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    /// <returns>The filter.</returns>
    public static Filter BitwiseAnd(Filter left, Filter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left is AndFilter { Operands.Count: 0 }) return right;
        if (right is AndFilter { Operands.Count: 0 }) return left;
        return new AndFilter([.. left is AndFilter a ? a.Operands : [left], .. right is AndFilter b ? b.Operands : [right]]);
    }

    /// <summary>At least one matches.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    /// <returns>The filter.</returns>
    public static Filter BitwiseOr(Filter left, Filter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left is OrFilter { Operands.Count: 0 }) return right;
        if (right is OrFilter { Operands.Count: 0 }) return left;
        return new OrFilter([.. left is OrFilter a ? a.Operands : [left], .. right is OrFilter b ? b.Operands : [right]]);
    }

    /// <summary>The filter does not match.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The filter.</returns>
    public static Filter LogicalNot(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter is NotFilter not ? not.Operand : new NotFilter(filter);
    }

    /// <summary>Whether a record matches: the definition that every store's own filters must agree with.</summary>
    /// <param name="record">The record, with its payload.</param>
    /// <returns>True when it matches.</returns>
    public bool Matches(VectorRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Matches(record.Id, record.Payload);
    }

    /// <summary>Whether a record of this id and payload matches.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="payload">The record's payload.</param>
    /// <returns>True when it matches.</returns>
    public abstract bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload);

    /// <summary>The filter as an expression that <see cref="Parse"/> reads.</summary>
    /// <returns>The expression.</returns>
    public sealed override string ToString() => FilterText.Write(this);
}
