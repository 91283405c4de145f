namespace JinaSharp.Stores.Chroma;

/// <summary>A filter in the three parts that Chroma needs.</summary>
/// <param name="Where">What the server checks, as a <c>where</c> object; null for everything.</param>
/// <param name="Ids">The only ids that can match; null for any.</param>
/// <param name="Rest">What the server cannot say, to be checked here on the records that the rest lets through; null for nothing.</param>
internal sealed record ChromaWhere(byte[]? Where, IReadOnlyList<string>? Ids, Filter? Rest)
{
    public static ChromaWhere Everything { get; } = new(null, null, null);

    public bool IsEverything => Where is null && Ids is null && Rest is null;
}
