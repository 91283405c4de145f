namespace JinaSharp;

/// <summary>A filter expression that cannot be read.</summary>
public sealed class FilterSyntaxException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="column">The column of the problem, from 1.</param>
    public FilterSyntaxException(string message, string expression, int column)
        : base($"Filter, column {column}: {message}\n  {expression}\n  {new string(' ', Math.Max(0, column - 1))}^")
    {
        Expression = expression;
        Column = column;
        Code = "filter_syntax";
    }

    /// <summary>The expression.</summary>
    public string Expression { get; }

    /// <summary>The column of the problem, from 1.</summary>
    public int Column { get; }
}
