using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>What the first bytes of a file say: its encoding, or that it is not text.</summary>
/// <param name="Encoding">The encoding; null for a binary file.</param>
/// <param name="PreambleLength">The number of bytes before the text: the byte order mark.</param>
/// <param name="IsFallback">Whether the bytes are not valid UTF-8 and every byte was taken for one character.</param>
/// <param name="IsDamaged">Whether the bytes are UTF-8 but for some that are not.</param>
internal readonly record struct TextDetection(Encoding? Encoding, int PreambleLength = 0, bool IsFallback = false, bool IsDamaged = false)
{
    public bool IsBinary => Encoding is null;
}
