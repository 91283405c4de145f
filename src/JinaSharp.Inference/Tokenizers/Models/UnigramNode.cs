namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The best way to reach a position: its score, where its last token starts, and that token's id.</summary>
internal struct UnigramNode
{
    /// <summary>No token reaches the position yet.</summary>
    public const int Unreached = -1;

    public double Score;
    public int From;
    public int Id;
}
