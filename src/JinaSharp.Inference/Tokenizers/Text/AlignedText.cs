using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Text;

/// <summary>
/// Text that remembers where it came from: UTF-16 units, and for each the index in the original text of the character it stands for.
/// The character's end is not stored: it is one or two units further, as the original text says. Reused, never shrunk.
/// </summary>
internal sealed class AlignedText
{
    private char[] _chars = new char[512];
    private int[] _origins = new int[512];

    /// <summary>The number of UTF-16 units.</summary>
    public int Length { get; private set; }

    /// <summary>The units.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>For each unit, where its character starts in the original text.</summary>
    public ReadOnlySpan<int> Origins => _origins.AsSpan(0, Length);

    /// <summary>Empties the text.</summary>
    public void Clear() => Length = 0;

    /// <summary>Becomes a copy of a part of the original text.</summary>
    public void SetOriginal(ReadOnlySpan<char> text, int origin)
    {
        Length = 0;
        EnsureRoom(text.Length);
        text.CopyTo(_chars);
        var origins = _origins.AsSpan(0, text.Length);
        for (var i = 0; i < origins.Length; i++)
            origins[i] = origin + i;
        for (var i = 1; i < text.Length; i++)
        {
            i = NextLowSurrogate(text, i);
            if (i < text.Length)
                origins[i] = origin + i - 1;
        }

        Length = text.Length;
    }

    /// <summary>Makes room for so many further units, and returns both arrays from the end of the text on.</summary>
    public Span<char> Reserve(int count, out Span<int> origins)
    {
        EnsureRoom(count);
        origins = _origins.AsSpan(Length, count);
        return _chars.AsSpan(Length, count);
    }

    /// <summary>Takes over units written into a reserved part.</summary>
    public void Commit(int count) => Length += count;

    /// <summary>Appends one unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(char unit, int origin)
    {
        var length = Length;
        if ((uint)length >= (uint)_chars.Length)
            EnsureRoom(1);
        _chars[length] = unit;
        _origins[length] = origin;
        Length = length + 1;
    }

    /// <summary>Appends a code point.</summary>
    public void AppendCodePoint(int codePoint, int origin)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint, origin);
            return;
        }

        Append((char)(0xD7C0 + (codePoint >> 10)), origin);
        Append((char)(0xDC00 + (codePoint & 0x3FF)), origin);
    }

    /// <summary>Appends a string whose every unit stands for one original character.</summary>
    public void Append(ReadOnlySpan<char> text, int origin)
    {
        EnsureRoom(text.Length);
        text.CopyTo(_chars.AsSpan(Length));
        _origins.AsSpan(Length, text.Length).Fill(origin);
        Length += text.Length;
    }

    /// <summary>Appends a part of another text as it is.</summary>
    public void Append(AlignedText source, int start, int length)
    {
        EnsureRoom(length);
        source._chars.AsSpan(start, length).CopyTo(_chars.AsSpan(Length));
        source._origins.AsSpan(start, length).CopyTo(_origins.AsSpan(Length));
        Length += length;
    }

    private static int NextLowSurrogate(ReadOnlySpan<char> text, int start)
    {
        var found = text[start..].IndexOfAnyInRange('\uDC00', '\uDFFF');
        return found < 0 ? text.Length : start + found;
    }

    private void EnsureRoom(int count)
    {
        if (_chars.Length - Length >= count)
            return;
        var size = Math.Max(checked(Length + count), _chars.Length * 2);
        Array.Resize(ref _chars, size);
        Array.Resize(ref _origins, size);
    }
}
