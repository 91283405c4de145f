namespace JinaSharp.Stores.Milvus;

/// <summary>The order of texts by their UTF-8 bytes, which is that of code points and differs from UTF-16 above U+FFFF.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return string.CompareOrdinal(x, y);
        var at = x.AsSpan().CommonPrefixLength(y);
        if (at == x.Length || at == y.Length) return x.Length.CompareTo(y.Length);
        // A surrogate stands for a code point above every other unit.
        var (left, right) = (char.IsSurrogate(x[at]), char.IsSurrogate(y[at]));
        return left == right ? x[at].CompareTo(y[at]) : left ? 1 : -1;
    }
}
