using System.Text;

namespace JinaSharp.Cli.Input;

/// <summary>The process's standard input as text.</summary>
/// <remarks>The platform's own reader blocks until input comes: neither could Ctrl-C end a command that waits for it, nor would the program at the other
/// end see what was printed so far.</remarks>
internal sealed class StandardInput(Stream input, Action beforeWaiting, CancellationToken interrupted) : Stream
{
    private const int BufferSize = 64 * 1024;

    private byte[] _buffer = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a reader of UTF-8, or of what a byte order mark says.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="beforeWaiting">Called before each wait for more of them.</param>
    /// <param name="interrupted">Ends waits that have no token of their own.</param>
    public static TextReader Open(Stream input, Action beforeWaiting, CancellationToken interrupted) =>
        new StreamReader(new StandardInput(input, beforeWaiting, interrupted), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, BufferSize);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        beforeWaiting();
        // A read that was given up goes on until bytes come: it has a buffer of its own.
        var own = _buffer.Length >= buffer.Length ? _buffer : new byte[buffer.Length];
        _buffer = [];
        var length = buffer.Length;
        var count = await Task.Run(() => input.Read(own, 0, length), CancellationToken.None).WaitAsync(cancellationToken);
        own.AsMemory(0, count).CopyTo(buffer);
        _buffer = own;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), interrupted).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
