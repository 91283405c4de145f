using System.Text;
using JinaSharp.Inference.Tokenizers.PreTokenizers;

namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Reads tokens in the byte alphabet; a token with any other character stands for itself.</summary>
internal sealed class ByteLevelDecoder : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            var start = bytes.Count;
            foreach (var unit in token)
            {
                var value = ByteAlphabet.Byte(unit);
                if (value < 0)
                {
                    bytes.RemoveRange(start, bytes.Count - start);
                    bytes.AddRange(Encoding.UTF8.GetBytes(token));
                    break;
                }

                bytes.Add((byte)value);
            }
        }

        return [Encoding.UTF8.GetString([.. bytes])];
    }
}
