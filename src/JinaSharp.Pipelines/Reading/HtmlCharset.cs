using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Finds the encoding that a page names in its first bytes: <c>charset=...</c>.</summary>
internal static class HtmlCharset
{
    private const int SearchLength = 2048;

    public static Encoding? Find(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, SearchLength)]);
        var at = text.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var name = text.AsSpan(at + 8).TrimStart("\"' ");
        var end = 0;
        while (end < name.Length && (char.IsAsciiLetterOrDigit(name[end]) || name[end] is '-' or '_')) end++;
        try
        {
            return end == 0 ? null : CodePagesEncodingProvider.Instance.GetEncoding(name[..end].ToString()) ?? Encoding.GetEncoding(name[..end].ToString());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
