using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Appends frames to a log.</summary>
internal sealed class LogWriter(SafeFileHandle file, LogHeader header, long length, long sequence) : IDisposable
{
    private const int LargeFrame = 1 << 20;

    private readonly uint _seed = header.Seed;

    /// <summary>The length of the log.</summary>
    public long Length { get; private set; } = length;

    /// <summary>How much of it was acknowledged to callers: it is on the disk, or with the system where fsync is switched off.</summary>
    public long AcknowledgedLength { get; private set; } = length;

    /// <summary>The version after the last frame.</summary>
    public long Sequence { get; private set; } = sequence;

    public SafeFileHandle File => file;

    /// <summary>Makes a new log with nothing but its header, on the disk. It gets its name when it is whole.</summary>
    public static LogWriter Create(string path, LogHeader header, bool durable)
    {
        var aside = path + ".new";
        var file = System.IO.File.OpenHandle(aside, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> bytes = stackalloc byte[LogHeader.ByteCount];
            header.Write(bytes);
            DiskFile.Write(file, bytes, 0);
            if (durable) RandomAccess.FlushToDisk(file);
            System.IO.File.Move(aside, path, overwrite: true);
            return new LogWriter(file, header, LogHeader.ByteCount, header.FirstSequence);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Empties a buffer and leaves room in it for the header of a frame; the payload comes after that.</summary>
    public static void BeginFrame(ByteBuffer frame)
    {
        frame.Clear();
        frame.Append(FrameHeader.ByteCount).Clear();
    }

    /// <summary>The payload of a frame begun with <see cref="BeginFrame"/>.</summary>
    public static ReadOnlySpan<byte> Payload(ByteBuffer frame) => frame.Written[FrameHeader.ByteCount..];

    /// <summary>Appends a frame begun with <see cref="BeginFrame"/>. When it can't be written whole the log is as before. The buffer holds header and payload afterwards.</summary>
    public void Append(FrameKind kind, ByteBuffer bytes)
    {
        var length = bytes.Length;
        var payload = Payload(bytes);
        var frame = new FrameHeader(kind, Sequence + 1, AcknowledgedLength, payload.Length, Checksum.Compute(payload, _seed));
        frame.Write(bytes.Patch(0, FrameHeader.ByteCount), _seed);
        bytes.Append((int)frame.FrameLength - length).Clear();
        try
        {
            DiskFile.Write(file, bytes.Written, Length);
            // The disk works while the batch is applied.
            if (frame.FrameLength >= LargeFrame) NativeAdvice.StartWriting(file, Length, frame.FrameLength);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file, Length);
            throw;
        }
        finally
        {
            bytes.Truncate(length);
        }
        Length += frame.FrameLength;
        Sequence++;
    }

    /// <summary>Brings the first part of the log to the disk, unless told not to, so that it can be acknowledged.</summary>
    public void Acknowledge(long upTo, bool flush)
    {
        if (flush) RandomAccess.FlushToDisk(file);
        AcknowledgedLength = Math.Max(AcknowledgedLength, upTo);
    }

    public void Dispose() => file.Dispose();
}
