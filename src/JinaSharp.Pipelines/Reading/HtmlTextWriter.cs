using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Writes the visible text of a tree: blocks apart, white space as a browser shows it, and the line that each part came from.</summary>
/// <remarks>Walks without recursion: pages may nest as deep as they like.</remarks>
internal sealed class HtmlTextWriter
{
    private static readonly FrozenSet<string> Skipped = FrozenSet.Create(
        StringComparer.Ordinal,
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "head", "select", "button", "input", "textarea", "dialog");

    private static readonly FrozenSet<string> Boilerplate = FrozenSet.Create(StringComparer.Ordinal, "nav", "aside", "footer", "header", "form", "menu");

    private static readonly FrozenSet<string> BoilerplateRoles = FrozenSet.Create(
        StringComparer.Ordinal, "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar");

    private static readonly FrozenSet<string> BlockElements = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption");

    private readonly StringBuilder _text = new();
    private readonly LineMap _lines = new();
    private readonly List<int> _blocks = [];
    private readonly List<HeadingMark> _headings = [];
    private int _line = 1;
    private bool _wantsBlock;
    private bool _wantsSpace;

    public bool IsEmpty => _text.Length == 0;

    public IReadOnlyList<HeadingMark> Headings => _headings;

    public TextSection ToSection(string? title, Dictionary<string, PayloadValue>? fields) => new()
    {
        Text = _text.Length > 0 ? _text.ToString() : title!,
        Lines = _lines,
        Blocks = _blocks,
        Headings = _headings,
        Title = title,
        Fields = fields,
    };

    public void Write(IElement root, bool skipBoilerplate)
    {
        // A null node closes the element below it on the stack.
        var stack = new Stack<(INode Node, bool Close, int Preformatted, int HeadingStart)>();
        stack.Push((root, false, 0, -1));
        while (stack.TryPop(out var item))
        {
            if (item.Node is IText text)
            {
                Append(text.Data, item.Preformatted > 0);
                continue;
            }
            if (item.Node is not IElement element) continue;
            if (item.Close)
            {
                Close(element, item.HeadingStart);
                continue;
            }
            if (IsHidden(element) || (skipBoilerplate && element != root && IsBoilerplate(element))) continue;
            var preformatted = item.Preformatted + (element.LocalName == "pre" ? 1 : 0);
            stack.Push((element, true, 0, Open(element)));
            for (var child = element.LastChild; child is not null; child = child.PreviousSibling) stack.Push((child, false, preformatted, -1));
        }
    }

    // Returns where a heading's text will begin, or -1.
    private int Open(IElement element)
    {
        if (element.SourceReference is { } source) _line = source.Position.Line;
        switch (element.LocalName)
        {
            case "br":
                if (_text.Length > 0) _text.Append('\n');
                _wantsSpace = false;
                break;
            case "img" when element.GetAttribute("alt") is { Length: > 0 } alternative:
                Append(alternative, preformatted: false);
                break;
            case "td" or "th" when _text.Length > 0 && !_wantsBlock:
                Append(" | ", preformatted: false);
                break;
            default:
                if (BlockElements.Contains(element.LocalName)) _wantsBlock = true;
                if (element.LocalName == "li") Append("- ", preformatted: false);
                break;
        }
        return Level(element) > 0 ? _text.Length : -1;
    }

    private void Close(IElement element, int headingStart)
    {
        if (!BlockElements.Contains(element.LocalName)) return;
        _wantsBlock = true;
        if (headingStart < 0 || _text.Length <= headingStart) return;
        var start = headingStart;
        while (start < _text.Length && char.IsWhiteSpace(_text[start])) start++;
        var words = _text.ToString(start, _text.Length - start).Trim();
        if (words.Length > 0) _headings.Add(new HeadingMark(start, Level(element), words));
    }

    private void Append(string data, bool preformatted)
    {
        if (preformatted)
        {
            if (data.Length == 0) return;
            Begin();
            foreach (var line in data.AsSpan().EnumerateLines()) AppendLine(line);
            if (_text[^1] == '\n') _text.Length--;
            _line = Math.Max(_line - 1, 1);
            return;
        }
        var position = 0;
        while (position < data.Length)
        {
            var current = data[position];
            if (char.IsWhiteSpace(current) && current != '\u00a0')
            {
                if (current == '\n') _line++;
                _wantsSpace = true;
                position++;
                continue;
            }
            var end = position;
            while (end < data.Length && (!char.IsWhiteSpace(data[end]) || data[end] == '\u00a0')) end++;
            Begin();
            _text.Append(data, position, end - position);
            position = end;
        }
    }

    private void AppendLine(ReadOnlySpan<char> line)
    {
        _lines.Add(_text.Length, _line++);
        _text.Append(line).Append('\n');
    }

    // Puts what separates the next word from the last: a blank line between blocks, a space between words.
    private void Begin()
    {
        if (_text.Length == 0)
        {
            _blocks.Add(0);
        }
        else if (_wantsBlock)
        {
            TrimEnd();
            _text.Append(_text.Length > 0 && _text[^1] == '-' ? " " : "\n\n");
            _blocks.Add(_text.Length);
        }
        else if (_wantsSpace && !char.IsWhiteSpace(_text[^1]))
        {
            _text.Append(' ');
        }
        _wantsBlock = _wantsSpace = false;
        _lines.Add(_text.Length, _line);
    }

    private void TrimEnd()
    {
        while (_text.Length > 0 && char.IsWhiteSpace(_text[^1])) _text.Length--;
    }

    private static int Level(IElement element) => element.LocalName is ['h', >= '1' and <= '6'] ? element.LocalName[1] - '0' : 0;

    private static bool IsHidden(IElement element) =>
        Skipped.Contains(element.LocalName) || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true"
        || (element.GetAttribute("style") is { } style && style.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase));

    private static bool IsBoilerplate(IElement element) =>
        (Boilerplate.Contains(element.LocalName) && !IsInsideArticle(element)) || (element.GetAttribute("role") is { } role && BoilerplateRoles.Contains(role));

    // The header and footer of an article belong to it.
    private static bool IsInsideArticle(IElement element) => element.LocalName is "header" or "footer" && element.ParentElement?.LocalName is "article" or "section";
}
