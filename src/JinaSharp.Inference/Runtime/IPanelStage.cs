namespace JinaSharp.Inference.Runtime;

/// <summary>A step of a layer that makes feed-forward columns, panel by panel: <see cref="RowBlock.Activate"/> runs it.</summary>
internal interface IPanelStage
{
    /// <summary>Makes the columns of one panel and stores them with <see cref="RowBlock.StoreActivated"/>.</summary>
    /// <param name="block">The rows, with tiles of the worker's own.</param>
    /// <param name="chunk">The columns in work.</param>
    /// <param name="panel">The panel among those of the chunk.</param>
    void Activate(RowBlock block, FeedChunk chunk, int panel);
}
