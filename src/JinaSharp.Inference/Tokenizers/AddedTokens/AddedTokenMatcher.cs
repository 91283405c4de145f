using System.Buffers;

namespace JinaSharp.Inference.Tokenizers.AddedTokens;

/// <summary>Finds added tokens, leftmost and longest. Immutable once built.</summary>
internal sealed class AddedTokenMatcher
{
    private const int Root = 0;

    private readonly Dictionary<(int Node, char Unit), int> _edges = [];
    private readonly List<AddedToken?> _tokens = [null]; // by node
    private readonly SearchValues<char> _firstUnits;

    /// <summary>A matcher of contents; of equal contents the last wins, empty ones are never found.</summary>
    public AddedTokenMatcher(IEnumerable<(string Content, AddedToken Token)> tokens)
    {
        foreach (var (content, token) in tokens)
            Add(content, token);
        _firstUnits = SearchValues.Create([.. _edges.Keys.Where(k => k.Node == Root).Select(k => k.Unit)]);
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => _edges.Count == 0;

    /// <summary>Finds the next token that starts at or after an index.</summary>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (start = from; ; start++)
        {
            var found = text[start..].IndexOfAny(_firstUnits);
            if (found < 0)
            {
                end = 0;
                return null;
            }

            start += found;
            if (LongestAt(text, start, out end) is { } token)
                return token;
        }
    }

    private void Add(string content, AddedToken token)
    {
        if (content.Length == 0)
            return;
        var node = Root;
        foreach (var unit in content)
        {
            if (!_edges.TryGetValue((node, unit), out var next))
            {
                next = _tokens.Count;
                _tokens.Add(null);
                _edges[(node, unit)] = next;
            }

            node = next;
        }

        _tokens[node] = token;
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text, int start, out int end)
    {
        AddedToken? longest = null;
        var node = Root;
        end = start;
        for (var i = start; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
        {
            if (_tokens[node] is not { } token)
                continue;
            longest = token;
            end = i + 1;
        }

        return longest;
    }
}
