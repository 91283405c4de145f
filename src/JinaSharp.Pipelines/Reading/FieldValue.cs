using System.Globalization;
using System.Text.Json;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Turns values of front matter, CSV cells and JSON into payload values to filter by.</summary>
internal static class FieldValue
{
    /// <summary>Fields are for filters; longer texts are content.</summary>
    public const int MaxTextLength = 256;

    /// <summary>Records with more fields than this keep the first ones.</summary>
    public const int MaxFields = 64;

    /// <summary>A number or boolean where the text is plainly one, else the text.</summary>
    public static PayloadValue FromText(string text)
    {
        // '007' and '+49' are codes, not numbers.
        var looksNumeric = text.Length is > 0 and <= 24 && (char.IsAsciiDigit(text[^1]))
            && (char.IsAsciiDigit(text[0]) || (text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1])))
            && !(text.TrimStart('-') is ['0', _, ..] and not ['0', '.', ..]);
        if (looksNumeric && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
        if (looksNumeric && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        return text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => text,
        };
    }

    /// <summary>A scalar, or a list of scalars; null where the value is neither or too long.</summary>
    public static PayloadValue? FromJson(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Number:
                return element.TryGetInt64(out var integer) ? integer
                    : element.TryGetDouble(out var number) && double.IsFinite(number) ? number : (PayloadValue?)null;
            case JsonValueKind.String:
                var text = element.GetString()!;
                return text.Length is > 0 and <= MaxTextLength ? text : null;
            case JsonValueKind.Array when element.GetArrayLength() is > 0 and <= MaxFields:
                var items = new List<PayloadValue>();
                foreach (var item in element.EnumerateArray())
                {
                    if (item.ValueKind is JsonValueKind.Array or JsonValueKind.Object || FromJson(item) is not { } value) return null;
                    items.Add(value);
                }
                return PayloadValue.FromList(items);
            default:
                return null;
        }
    }
}
