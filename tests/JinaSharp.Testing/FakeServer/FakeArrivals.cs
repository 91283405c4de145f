using System.Runtime.InteropServices;
using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary>The requests that came, in order.</summary>
internal sealed class FakeArrivals(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<FakeArrival> _all = [];
    private int _windowStart;

    /// <summary>Enters a request and gives its number.</summary>
    public int Add(string path)
    {
        lock (_gate)
        {
            _all.Add(new FakeArrival(clock.GetUtcNow(), path, 0));
            return _all.Count - 1;
        }
    }

    public void Count(int number, JsonElement body)
    {
        var tokens = TokensOf(body);
        lock (_gate) CollectionsMarshal.AsSpan(_all)[number] = _all[number] with { Tokens = tokens };
    }

    /// <summary>How many came within the last minute.</summary>
    public int Recent()
    {
        lock (_gate)
        {
            var since = clock.GetUtcNow() - Window;
            while (_windowStart < _all.Count && _all[_windowStart].Time < since) _windowStart++;
            return _all.Count - _windowStart;
        }
    }

    public IReadOnlyList<FakeArrival> ToList()
    {
        lock (_gate) return [.. _all];
    }

    private static long TokensOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return 0;
        long tokens = 0;
        foreach (var name in (ReadOnlySpan<string>)["input", "query", "documents"])
            if (body.TryGetProperty(name, out var value)) tokens += TokensOfTexts(value);
        return tokens;
    }

    private static long TokensOfTexts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => FakeRequest.Tokens(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().Sum(TokensOfTexts),
        JsonValueKind.Object => value.TryGetProperty("text", out var text) ? TokensOfTexts(text) : 0,
        _ => 0,
    };
}
