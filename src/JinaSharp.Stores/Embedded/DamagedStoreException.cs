namespace JinaSharp.Stores;

/// <summary>A file of an embedded store that is damaged: not torn by an interrupted write, which is repaired silently, but changed afterwards.</summary>
/// <remarks>
/// Everything before the damage is good. <see cref="EmbeddedStoreOptions.KeepGoodPrefix"/> opens the collection with just that.
/// </remarks>
public sealed class DamagedStoreException : VectorStoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The place of the damaged record in the file.</param>
    /// <param name="problem">What is wrong there.</param>
    public DamagedStoreException(string file, long offset, string problem)
        : base($"'{file}' is damaged at byte {offset}: {problem} What comes before is good: restore the file from a copy, " +
               "or open the store with EmbeddedStoreOptions.KeepGoodPrefix to go on without what follows.")
    {
        File = file;
        Offset = offset;
        Store = EmbeddedStore.StoreName;
        Code = "damaged_store";
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The place of the damaged record in the file.</summary>
    public long Offset { get; }
}
