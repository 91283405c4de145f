using System.Buffers;
using System.Text;
using JinaSharp.Vectors;

namespace JinaSharp.Client.Http;

/// <summary>The bytes of an answer in a pooled buffer, followed by the zero bytes that the float parser needs.</summary>
internal sealed class ReplyBody : IDisposable
{
    private byte[] _buffer;

    private ReplyBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Json => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> PaddedJson => _buffer.AsSpan(0, Length + Utf8FloatParser.Padding);

    public static async Task<ReplyBody> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > maxBytes) throw TooLarge(maxBytes);
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)(announced ?? 8192) + Utf8FloatParser.Padding + 1);
            var length = 0;
            while (true)
            {
                // Room for at least one byte beyond the announced length, so that the end is seen without growing.
                if (buffer.Length - length <= Utf8FloatParser.Padding) buffer = Grow(buffer, length, maxBytes);
                var read = await stream.ReadAsync(buffer.AsMemory(length, buffer.Length - length - Utf8FloatParser.Padding), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
                if (length > maxBytes) throw TooLarge(maxBytes);
            }
            buffer.AsSpan(length, Utf8FloatParser.Padding).Clear();
            return new ReplyBody(buffer, length);
        }
    }

    /// <summary>The first part of the body as text, for error messages.</summary>
    public string Excerpt(int maxChars)
    {
        var text = Encoding.UTF8.GetString(Json[..Math.Min(Length, maxChars * 4)]);
        return text.Length <= maxChars ? text : text[..maxChars];
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private static byte[] Grow(byte[] buffer, int length, int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)buffer.Length * 2, (long)maxBytes + Utf8FloatParser.Padding + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static JinaApiException TooLarge(int maxBytes) =>
        new($"The answer is larger than {maxBytes:N0} bytes, the most that is read (MaxResponseBytes). Send fewer items in one request, or raise the limit.")
        {
            Code = "response_too_large",
        };
}
