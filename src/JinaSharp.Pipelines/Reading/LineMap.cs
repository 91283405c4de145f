namespace JinaSharp.Pipelines.Reading;

/// <summary>Which line of the file every position of an extracted text came from.</summary>
internal sealed class LineMap
{
    private readonly List<int> _positions = [];
    private readonly List<int> _lines = [];

    /// <summary>The map of a text that stands in the file as it is.</summary>
    public static LineMap OfSource(ReadOnlySpan<char> text, int firstLine)
    {
        var map = new LineMap();
        map.Add(0, firstLine);
        var position = 0;
        for (var line = firstLine + 1; ; line++)
        {
            var newline = text[position..].IndexOf('\n');
            if (newline < 0) return map;
            position += newline + 1;
            map.Add(position, line);
        }
    }

    /// <summary>Says that from a position on the text is of a line. Positions must not fall.</summary>
    public void Add(int position, int line)
    {
        if (_lines.Count > 0 && _lines[^1] == line) return;
        if (_positions.Count > 0 && _positions[^1] == position)
        {
            _lines[^1] = line;
            return;
        }
        _positions.Add(position);
        _lines.Add(line);
    }

    public int LineAt(int position)
    {
        if (_lines.Count == 0) return 1;
        var index = _positions.BinarySearch(position);
        if (index < 0) index = ~index - 1;
        return _lines[Math.Max(index, 0)];
    }

    /// <summary>The map of the rest of this text from a position on, followed by another text.</summary>
    public LineMap Join(int from, int length, LineMap next)
    {
        var joined = new LineMap();
        if (length > from) joined.Add(0, LineAt(from));
        for (var i = 0; i < _positions.Count; i++)
            if (_positions[i] > from && _positions[i] < length)
                joined.Add(_positions[i] - from, _lines[i]);
        for (var i = 0; i < next._positions.Count; i++) joined.Add(next._positions[i] + length - from, next._lines[i]);
        return joined;
    }
}
