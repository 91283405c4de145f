using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Chunking;

/// <summary>The headings that hold at a place of a document, outermost first.</summary>
internal sealed class HeadingPath
{
    private const string Separator = " > ";

    private readonly List<HeadingMark> _open = [];
    private string? _joined;

    public void Clear()
    {
        _open.Clear();
        _joined = null;
    }

    /// <summary>Takes in the headings before a position. Headings taken in twice, by an overlap, change nothing.</summary>
    public void Advance(IReadOnlyList<HeadingMark> headings, int position)
    {
        foreach (var heading in headings)
        {
            if (heading.Position >= position) return;
            Enter(heading);
        }
    }

    /// <summary>The path at a position, a heading that begins there included.</summary>
    public string? At(IReadOnlyList<HeadingMark> headings, int position)
    {
        Advance(headings, position + 1);
        if (_open.Count == 0) return null;
        return _joined ??= string.Join(Separator, _open.Select(heading => heading.Text));
    }

    private void Enter(HeadingMark heading)
    {
        _open.RemoveAll(other => other.Level >= heading.Level);
        _open.Add(heading);
        _joined = null;
    }
}
