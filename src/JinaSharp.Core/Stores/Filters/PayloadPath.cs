namespace JinaSharp;

/// <summary>Finds the values at a dotted path: a key that holds dots is tried before the path is split; lists are looked through.</summary>
internal static class PayloadPath
{
    /// <summary>Whether any value at the path passes the test. Nulls are passed over.</summary>
    public static bool Any(IReadOnlyDictionary<string, PayloadValue> payload, string path, Func<PayloadValue, bool> test)
    {
        if (payload.TryGetValue(path, out var whole) && AnyIn(whole, "", test)) return true;
        for (var dot = path.IndexOf('.'); dot > 0; dot = path.IndexOf('.', dot + 1))
            if (payload.TryGetValue(path[..dot], out var head) && AnyIn(head, path[(dot + 1)..], test))
                return true;
        return false;
    }

    private static bool AnyIn(PayloadValue value, string rest, Func<PayloadValue, bool> test)
    {
        switch (value.Kind)
        {
            case PayloadKind.Null:
                return false;
            case PayloadKind.List:
                foreach (var item in value.AsList())
                    if (AnyIn(item, rest, test))
                        return true;
                return false;
            case PayloadKind.Map when rest.Length > 0:
                return Any(value.AsMap(), rest, test);
            default:
                return rest.Length == 0 && test(value);
        }
    }
}
