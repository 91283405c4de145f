namespace JinaSharp.Stores.Http;

/// <summary>Groups ranked hits by a payload field, best group first; hits without the field are left out.</summary>
internal static class HitGroups
{
    public static List<SearchHit> Group(IEnumerable<SearchHit> ranked, SearchQuery query, Func<SearchHit, PayloadValue?> key)
    {
        var groups = new Dictionary<PayloadValue, List<SearchHit>>();
        var order = new List<List<SearchHit>>();
        foreach (var hit in ranked)
        {
            if (key(hit) is not { } value || value.Kind == PayloadKind.Null) continue;
            if (!groups.TryGetValue(value, out var group)) order.Add(groups[value] = group = []);
            if (group.Count < query.GroupSize) group.Add(hit with { Group = value });
        }
        return [.. order.Skip(query.Offset).Take(query.Top).SelectMany(group => group)];
    }
}
