namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Marks spaces by a visible character, adds one in front by scheme, and splits before each when asked.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool split) : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var source = text.Text;
        var output = text.Output;
        foreach (var piece in text.Pieces)
        {
            var chars = source.Chars.Slice(piece.Start, piece.Length);
            var origins = source.Origins.Slice(piece.Start, piece.Length);
            var start = output.Length;
            var marked = chars[0] == ' ' || chars[0] == replacement;
            if (!marked && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && origins[0] == 0)))
                output.Append(replacement, origins[0]);

            var target = output.Reserve(chars.Length, out var targetOrigins);
            chars.Replace(target, ' ', replacement);
            origins.CopyTo(targetOrigins);
            output.Commit(chars.Length);
            if (split)
                EmitParts(text, start);
            else
                text.Emit(start, output.Length - start);
        }

        text.Commit(rewritten: true);
    }

    // Every mark opens a piece; so a run of marks gives single ones, and the last joins the word after it.
    private void EmitParts(PreTokenizedText text, int start)
    {
        var chars = text.Output.Chars;
        while (start < chars.Length)
        {
            var length = chars[(start + 1)..].IndexOf(replacement);
            var end = length < 0 ? chars.Length : start + 1 + length;
            text.Emit(start, end - start);
            start = end;
        }
    }
}
