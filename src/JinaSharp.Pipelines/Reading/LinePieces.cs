using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads lines up to a length whole, and longer ones in pieces, so that one endless line takes no more memory than many short ones.</summary>
internal sealed class LinePieces(TextReader reader, int maxLength)
{
    private const int PieceLength = 32 * 1024;

    private readonly char[] _buffer = new char[PieceLength];
    private readonly StringBuilder _line = new();
    private readonly Queue<string> _pieces = new();
    private int _position;
    private int _filled;

    // Within a line that is too long.
    private bool _isWithin;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line, or the next piece of one that is too long; null at the end.</summary>
    /// <param name="isPiece">Whether it is a piece.</param>
    public string? Read(out bool isPiece)
    {
        isPiece = true;
        if (_pieces.TryDequeue(out var piece)) return piece;
        isPiece = _isWithin;
        if (!_isWithin) Number++;
        while (true)
        {
            if (_position == _filled)
            {
                (_position, _filled) = (0, Math.Max(0, reader.Read(_buffer)));
                if (_filled == 0) return _line.Length == 0 ? null : TakeRest();
            }
            var rest = _buffer.AsSpan(_position, _filled - _position);
            var end = rest.IndexOf('\n');
            _line.Append(end < 0 ? rest : rest[..end]);
            _position += end < 0 ? rest.Length : end + 1;
            if (end >= 0) return TakeRest();
            if (_line.Length <= (_isWithin ? PieceLength : maxLength)) continue;
            (_isWithin, isPiece) = (true, true);
            CutPieces();
            return _pieces.Dequeue();
        }
    }

    // The line, or the last piece of it, without its end.
    private string TakeRest()
    {
        if (_line.Length > 0 && _line[^1] == '\r') _line.Length--;
        _isWithin = false;
        var line = _line.ToString();
        _line.Clear();
        return line;
    }

    // What has come of the line, in pieces; half of a character stays for the next.
    private void CutPieces()
    {
        var start = 0;
        while (_line.Length - start > 1)
        {
            var length = Math.Min(PieceLength, _line.Length - start);
            if (char.IsHighSurrogate(_line[start + length - 1])) length--;
            _pieces.Enqueue(_line.ToString(start, length));
            start += length;
        }
        _line.Remove(0, start);
    }
}
