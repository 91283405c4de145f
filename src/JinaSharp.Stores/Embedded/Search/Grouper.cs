using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Gathers hits by the value of a payload field: groups in the order of their best hit, each with its best hits. Records without the field are in no group; one with a list is in the group of each item.</summary>
/// <param name="view">The view.</param>
/// <param name="query">The query.</param>
/// <param name="rank">Gives the best so many rows that match a filter (null: the query's own).</param>
internal sealed class Grouper(View view, SearchQuery query, Func<int, Filter?, Candidate[]> rank)
{
    public SearchResults Group()
    {
        var needed = (long)query.Offset + query.Top;
        var wanted = Math.Max(64, Math.Min(needed * query.GroupSize * 4, view.LiveCount));
        while (true)
        {
            var ranking = rank((int)Math.Min(int.MaxValue, Math.Max(1, wanted)), null);
            var groups = Gather(ranking);
            var exhausted = ranking.Length < wanted || wanted >= view.LiveCount;
            if (groups.Count < needed && !exhausted)
            {
                wanted *= 8;
                continue;
            }
            return Results(groups, exhausted);
        }
    }

    private SearchResults Results(List<(PayloadValue Value, List<Candidate> Members)> groups, bool exhausted)
    {
        var hits = new List<SearchHit>();
        foreach (var (value, members) in groups.Skip(query.Offset).Take(query.Top))
        {
            var rows = (IReadOnlyList<Candidate>)members;
            // More of this group may lie beyond what was ranked.
            if (rows.Count < query.GroupSize && !exhausted && query.Legs.Count == 1)
            {
                var member = Filter.Eq(query.GroupBy!, value);
                rows = rank(query.GroupSize, query.Filter is null ? member : query.Filter & member);
            }
            foreach (var row in rows.Take(query.GroupSize))
                if (!(row.Score < query.MinScore))
                    hits.Add(new SearchHit(View.Read(view.Slices[row.Slice], row.Row, query.Parts), row.Score) { Group = value });
        }
        return new SearchResults(hits);
    }

    private List<(PayloadValue Value, List<Candidate> Members)> Gather(Candidate[] ranking)
    {
        var groups = new List<(PayloadValue, List<Candidate>)>();
        var known = new Dictionary<PayloadValue, List<Candidate>>();
        foreach (var candidate in ranking)
        {
            if (candidate.Score < query.MinScore) break;
            foreach (var value in Values(RecordBlob.Payload(view.Slices[candidate.Slice].Segment.Blobs[candidate.Row])))
            {
                if (!known.TryGetValue(value, out var members))
                {
                    known[value] = members = [];
                    groups.Add((value, members));
                }
                if (members.Count < query.GroupSize) members.Add(candidate);
            }
        }
        return groups;
    }

    private HashSet<PayloadValue> Values(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        var values = new HashSet<PayloadValue>();
        Add(PayloadValue.FromMap(PayloadCodec.ReadEntries(ref reader)), query.GroupBy!, values);
        return values;
    }

    // The same paths as filters: a key that holds dots is tried before the path is split.
    private static void Add(PayloadValue value, string path, HashSet<PayloadValue> values)
    {
        switch (value.Kind)
        {
            case PayloadKind.Null:
                break;
            case PayloadKind.List:
                foreach (var item in value.AsList()) Add(item, path, values);
                break;
            case PayloadKind.Map when path.Length > 0:
                var map = value.AsMap();
                if (map.TryGetValue(path, out var whole)) Add(whole, "", values);
                for (var dot = path.IndexOf('.'); dot > 0; dot = path.IndexOf('.', dot + 1))
                    if (map.TryGetValue(path[..dot], out var head))
                        Add(head, path[(dot + 1)..], values);
                break;
            default:
                if (path.Length == 0 && value.Kind != PayloadKind.Map) values.Add(value);
                break;
        }
    }
}
