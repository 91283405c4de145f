using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads rows of RFC 4180 text, of any size, one at a time: quotes, doubled quotes, line ends inside quotes.</summary>
internal sealed class CsvRowReader(TextReader reader, char separator)
{
    /// <summary>A row this long has a quote that nobody closed; it ends here.</summary>
    private const int MaxRowLength = 1024 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _cell = new();
    private int _position;
    private int _filled;
    private int _line = 1;

    /// <summary>The line on which the last row begins.</summary>
    public int StartLine { get; private set; }

    /// <summary>The line on which the last row ends.</summary>
    public int EndLine { get; private set; }

    /// <summary>The next row that is not blank; false at the end.</summary>
    public bool Read(List<string> cells)
    {
        do
        {
            cells.Clear();
            if (Peek() < 0) return false;
            StartLine = _line;
            ReadRow(cells);
        }
        while (cells is [{ Length: 0 }]);
        return true;
    }

    private void ReadRow(List<string> cells)
    {
        var (inQuotes, length) = (false, 0);
        _cell.Clear();
        while (true)
        {
            var current = Next();
            if (current is < 0 or '\n' && !inQuotes || current < 0 || ++length > MaxRowLength)
            {
                EndLine = current == '\n' ? _line - 1 : _line;
                if (_cell.Length > 0 && _cell[^1] == '\r') _cell.Length--;
                cells.Add(_cell.ToString());
                return;
            }
            if (inQuotes)
            {
                if (current != '"') _cell.Append((char)current);
                else if (Peek() == '"') _cell.Append((char)Next());
                else inQuotes = false;
            }
            // A quote opens only at the beginning of a cell; elsewhere it is a character like another.
            else if (current == '"' && _cell.Length == 0)
            {
                inQuotes = true;
            }
            else if (current == separator)
            {
                cells.Add(_cell.ToString());
                _cell.Clear();
            }
            else
            {
                _cell.Append((char)current);
            }
        }
    }

    private int Peek()
    {
        if (_position < _filled) return _buffer[_position];
        _filled = reader.Read(_buffer, 0, _buffer.Length);
        _position = 0;
        return _filled > 0 ? _buffer[0] : -1;
    }

    private int Next()
    {
        var current = Peek();
        if (current < 0) return current;
        _position++;
        if (current == '\n') _line++;
        return current;
    }
}
