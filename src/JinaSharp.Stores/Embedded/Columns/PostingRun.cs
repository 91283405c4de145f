namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The postings of some consecutive rows, by ascending term. Merged and written in this order.</summary>
internal abstract class PostingRun
{
    /// <summary>The number of different terms.</summary>
    public abstract int TermCount { get; }

    /// <summary>A term.</summary>
    public abstract ulong Term(int index);

    /// <summary>The rows and values of a term.</summary>
    public abstract Postings At(int index);
}
