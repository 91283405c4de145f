namespace JinaSharp.Inference.Kernels;

/// <summary>The tiles <c>[From, To)</c> of a block of rows.</summary>
internal readonly record struct TileRange(int From, int To)
{
    public int Count => Math.Max(0, To - From);
}
