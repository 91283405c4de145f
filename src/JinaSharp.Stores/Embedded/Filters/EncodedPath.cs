using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Filters;

/// <summary>Finds the values at a dotted path in encoded entries: a key that holds dots is tried before the path is split; lists are looked through.</summary>
internal sealed class EncodedPath
{
    // Every way to take a first key off the path: the whole, or up to each dot with the path that is left.
    private readonly (byte[] Key, EncodedPath? Below)[] _heads;

    public EncodedPath(string path) : this(path, [])
    {
    }

    private EncodedPath(string path, Dictionary<string, EncodedPath> known)
    {
        known[path] = this;
        var heads = new List<(byte[], EncodedPath?)>();
        if (path.AsSpan().IsValidUtf16()) heads.Add((StrictUtf8.Encoding.GetBytes(path), null));
        for (var dot = path.IndexOf('.'); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            if (!path.AsSpan(0, dot).IsValidUtf16()) continue;
            var rest = path[(dot + 1)..];
            heads.Add((StrictUtf8.Encoding.GetBytes(path[..dot]), rest.Length == 0 ? null : known.GetValueOrDefault(rest) ?? new EncodedPath(rest, known)));
        }
        _heads = [.. heads];
    }

    /// <summary>Whether any value at the path passes the test. Nulls are passed over.</summary>
    public bool Any(ReadOnlySpan<byte> entries, ValueTest test)
    {
        var reader = new ByteReader(entries);
        for (var count = reader.TakeVarint(); count > 0; count--)
        {
            var name = reader.TakeBlock();
            var value = PayloadCodec.TakeValue(ref reader, out var tag);
            foreach (var (key, rest) in _heads)
                if (name.SequenceEqual(key) && AnyIn(tag, value, rest, test))
                    return true;
        }
        return false;
    }

    private static bool AnyIn(PayloadTag tag, ReadOnlySpan<byte> value, EncodedPath? rest, ValueTest test)
    {
        switch (tag)
        {
            case PayloadTag.Null:
                return false;
            case PayloadTag.List:
                var reader = new ByteReader(value);
                for (var count = reader.TakeVarint(); count > 0; count--)
                {
                    var item = PayloadCodec.TakeValue(ref reader, out var itemTag);
                    if (AnyIn(itemTag, item, rest, test)) return true;
                }
                return false;
            case PayloadTag.Map when rest is not null:
                return rest.Any(value, test);
            default:
                return rest is null && test.Passes(tag, value);
        }
    }
}
