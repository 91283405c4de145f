namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Optionally puts a space in front, splits as GPT-2 does, and writes each piece in the byte alphabet.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool splits) : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        if (addPrefixSpace)
            AddPrefixSpaces(text);
        if (splits)
        {
            var chars = text.Text.Chars;
            foreach (var piece in text.Pieces)
                Gpt2Scanner.Split(chars[..(piece.Start + piece.Length)], piece.Start, text);
            text.Commit(rewritten: false);
        }

        foreach (var piece in text.Pieces)
        {
            var start = text.Output.Length;
            ByteAlphabet.Append(text.Text, piece.Start, piece.Length, text.Output);
            text.Emit(start, text.Output.Length - start);
        }

        text.Commit(rewritten: true);
    }

    private static void AddPrefixSpaces(PreTokenizedText text)
    {
        foreach (var piece in text.Pieces)
        {
            var start = text.Output.Length;
            if (text.Text.Chars[piece.Start] != ' ')
                text.Output.Append(' ', text.Text.Origins[piece.Start]);
            text.Output.Append(text.Text, piece.Start, piece.Length);
            text.Emit(start, text.Output.Length - start);
        }

        text.Commit(rewritten: true);
    }
}
