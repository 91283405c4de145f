using System.Globalization;
using System.Text;

namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Runs of byte tokens become text; a run that is not UTF-8 becomes one U+FFFD for each byte.</summary>
internal sealed class ByteFallbackDecoder : Decoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens)
    {
        var texts = new List<string>(tokens.Count);
        var run = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>' &&
                byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                run.Add(value);
                continue;
            }

            EndRun(run, texts);
            texts.Add(token);
        }

        EndRun(run, texts);
        return texts;
    }

    private static void EndRun(List<byte> run, List<string> texts)
    {
        if (run.Count == 0)
            return;
        try
        {
            texts.Add(Strict.GetString([.. run]));
        }
        catch (DecoderFallbackException)
        {
            texts.Add(new string('\uFFFD', run.Count));
        }

        run.Clear();
    }
}
