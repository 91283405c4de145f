namespace JinaSharp.Embeddings.Lexical;

/// <summary>One different token of a text.</summary>
internal struct LexicalTerm
{
    public ulong Hash;
    public int Count;
    public int LettersStart;
    public int Slot;
    public byte LettersLength;
    public TextTokenKind Kind;
}
