namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>The four Unicode normal forms; the values are bits of a set.</summary>
[Flags]
internal enum NormalForm : ushort
{
    None = 0,
    Nfc = 1,
    Nfd = 2,
    Nfkc = 4,
    Nfkd = 8,
}
