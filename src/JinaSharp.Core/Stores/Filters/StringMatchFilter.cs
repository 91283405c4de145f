namespace JinaSharp;

/// <summary>The text of a field contains, or starts with, a text.</summary>
public sealed record StringMatchFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="match">Where to look.</param>
    /// <param name="text">The text to look for, letter case included.</param>
    public StringMatchFilter(string field, StringMatchKind match, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(text);
        Field = field;
        Match = match;
        Text = text;
    }

    /// <summary>The field's path.</summary>
    public string Field { get; }

    /// <summary>Where to look.</summary>
    public StringMatchKind Match { get; }

    /// <summary>The text to look for.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) =>
        PayloadPath.Any(payload, Field, found => found.Kind == PayloadKind.String
            && (Match == StringMatchKind.Contains
                ? found.AsString().Contains(Text, StringComparison.Ordinal)
                : found.AsString().StartsWith(Text, StringComparison.Ordinal)));
}
