namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Which pieces get a mark in front.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}
