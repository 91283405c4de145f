using System.Text;
using JinaSharp.Inference.Tokenizers.Patterns;

namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Replaces every match in every text.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens) => [.. tokens.Select(Replace)];

    private string Replace(string text)
    {
        var result = new StringBuilder();
        var copied = 0;
        var cursor = pattern.Start();
        while (cursor.Next(text, out var start, out var end))
        {
            result.Append(text, copied, start - copied).Append(content);
            copied = end;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
