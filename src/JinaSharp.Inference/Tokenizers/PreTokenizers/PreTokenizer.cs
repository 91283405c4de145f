namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>One step that splits pieces further, or rewrites them. Stateless and safe for concurrent use.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Replaces the pieces by their parts.</summary>
    public abstract void Apply(PreTokenizedText text);
}
