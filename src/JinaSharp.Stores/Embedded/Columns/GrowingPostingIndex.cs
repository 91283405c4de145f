using System.Collections.Concurrent;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Postings that one writer appends to, rows ascending, while readers read.</summary>
internal sealed class GrowingPostingIndex : PostingIndex
{
    private readonly ConcurrentDictionary<ulong, PostingList> _lists = new();

    public override IEnumerable<ulong> Terms => _lists.Keys;

    public void Add(ulong term, int row, int value) => _lists.GetOrAdd(term, static _ => new PostingList()).Add(row, value);

    public override Postings Find(ulong term) => _lists.TryGetValue(term, out var list) ? list.Read() : default;
}
