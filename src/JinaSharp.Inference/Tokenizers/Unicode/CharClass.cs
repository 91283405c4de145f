namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>What the tokenizer components ask of a code point.</summary>
[Flags]
internal enum CharClass : ushort
{
    None = 0,
    WhiteSpace = 1,
    Letter = 2,
    Number = 4,
    Word = 8,
    Punctuation = 16,
    Digit = 32,
    BertDeleted = 64,
    BertMark = 128,
    Mark = 256,
    Ideograph = 512,
}
