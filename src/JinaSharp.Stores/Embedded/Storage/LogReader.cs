using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Reads the frames of a log from some place on.</summary>
internal sealed class LogReader(SafeFileHandle file, string path, LogHeader header)
{
    private readonly uint _seed = header.Seed;
    private byte[] _payload = new byte[64 * 1024];

    /// <summary>The place after the last good frame.</summary>
    public long Position { get; private set; } = LogHeader.ByteCount;

    /// <summary>The version after the last good frame.</summary>
    public long Sequence { get; private set; } = header.FirstSequence;

    /// <summary>
    /// Gives every good frame up to a length to a function. What follows the last good frame is either the torn end of an interrupted write,
    /// which was never acknowledged and is passed over, or damage.
    /// </summary>
    /// <returns>The damage, or null.</returns>
    public DamagedStoreException? ReadTo(long length, Action<FrameHeader, ReadOnlySpan<byte>> apply)
    {
        while (Position + FrameHeader.ByteCount <= length)
        {
            if (Fault(length, out var frame) is { } fault) return IsTorn(length) ? null : new DamagedStoreException(path, Position, fault);
            try
            {
                apply(frame, _payload.AsSpan(0, frame.PayloadLength));
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                return new DamagedStoreException(path, Position, $"its checksum is right but its content is not: {error.Message}");
            }
            Position += frame.FrameLength;
            Sequence = frame.Sequence;
        }
        return null;
    }

    private string? Fault(long length, out FrameHeader frame)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.ByteCount];
        ReadAt(Position, bytes);
        if (!FrameHeader.TryRead(bytes, _seed, out frame)) return "the record's header is damaged.";
        if (frame.Sequence != Sequence + 1) return $"the record has sequence {frame.Sequence}; expected {Sequence + 1}.";
        if (Position + frame.FrameLength > length) return $"the record has {frame.FrameLength} bytes; the file ends after {length - Position} of them.";
        if (_payload.Length < frame.PayloadLength) _payload = new byte[Math.Max(frame.PayloadLength, _payload.Length * 2)];
        ReadAt(Position + FrameHeader.ByteCount, _payload.AsSpan(0, frame.PayloadLength));
        return Checksum.Compute(_payload.AsSpan(0, frame.PayloadLength), _seed) == frame.PayloadChecksum ? null : "the record's checksum is wrong.";
    }

    // Damage if a later good header says that this place had been acknowledged; a torn end otherwise.
    private bool IsTorn(long length)
    {
        var window = new byte[1 << 20];
        for (var start = Position + 8; start + FrameHeader.ByteCount <= length; start += window.Length - 48)
        {
            var read = window.AsSpan(0, (int)Math.Min(window.Length, length - start));
            ReadAt(start, read);
            for (var at = 0; at + FrameHeader.ByteCount <= read.Length; at += 8)
                if (FrameHeader.TryRead(read[at..], _seed, out var frame) && frame.Sequence > Sequence && frame.AcknowledgedLength > Position)
                    return false;
        }
        return true;
    }

    private void ReadAt(long position, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(file, bytes, position);
            if (count == 0)
            {
                // The file became shorter since its length was asked: what is missing reads as damage.
                bytes.Clear();
                return;
            }
            bytes = bytes[count..];
            position += count;
        }
    }
}
