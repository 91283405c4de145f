using System.Text.Json;

namespace JinaSharp.Stores.Milvus;

/// <summary>A filter expression with its parameters.</summary>
/// <param name="Text">The expression; empty for everything.</param>
/// <param name="Parameters">Texts and lists of texts by placeholder, so that no text of a caller is ever part of the expression.</param>
internal sealed record MilvusExpression(string Text, IReadOnlyDictionary<string, object> Parameters)
{
    public static MilvusExpression Everything { get; } = new("", new Dictionary<string, object>());

    /// <summary>Both, with the parameters of both; their names must differ.</summary>
    public MilvusExpression And(string condition, string parameter, object value) =>
        new(Text.Length == 0 ? condition : $"{condition} and ({Text})", new Dictionary<string, object>(Parameters) { [parameter] = value });

    public void Write(Utf8JsonWriter json)
    {
        if (Text.Length == 0) return;
        json.WriteString("filter"u8, Text);
        if (Parameters.Count == 0) return;
        json.WriteStartObject("exprParams"u8);
        foreach (var (name, value) in Parameters)
        {
            if (value is string text)
            {
                json.WriteString(name, text);
                continue;
            }
            json.WriteStartArray(name);
            foreach (var item in (IEnumerable<string>)value) json.WriteStringValue(item);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
