namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>For each term (or sparse position) the rows that hold it, ascending, with a value each.</summary>
internal abstract class PostingIndex
{
    /// <summary>The rows and values of a term; both empty when there are none.</summary>
    public abstract Postings Find(ulong term);

    /// <summary>All postings; of one term first those of the first run, and so on.</summary>
    public abstract IReadOnlyList<PostingRun> Runs { get; }
}
