using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Filters;

/// <summary>A <see cref="Filter"/> made ready to run over encoded records, without decoding them.</summary>
/// <remarks>Agrees with <see cref="Filter.Matches(VectorRecord)"/> on every record; a property test holds the two together.</remarks>
internal abstract class EncodedFilter
{
    /// <summary>Whether a record matches.</summary>
    public abstract bool Matches(ReadOnlySpan<byte> blob);

    /// <summary>Makes a filter ready.</summary>
    public static EncodedFilter Compile(Filter filter) => filter switch
    {
        AndFilter and => new EncodedAnd([.. and.Operands.Select(Compile)]),
        OrFilter or => new EncodedOr([.. or.Operands.Select(Compile)]),
        NotFilter not => new EncodedNot(Compile(not.Operand)),
        IdFilter ids => new EncodedIds(ids.Ids),
        ComparisonFilter comparison => new EncodedField(comparison.Field, ValueTest.For(comparison)),
        InFilter membership => new EncodedField(membership.Field, ValueTest.For(membership)),
        StringMatchFilter match => new EncodedField(match.Field, ValueTest.For(match)),
        ExistsFilter exists => new EncodedField(exists.Field, ValueTest.Any),
        _ => throw new ArgumentException($"Unknown filter type {filter.GetType().Name}.", nameof(filter)),
    };
}

file sealed class EncodedAnd(EncodedFilter[] operands) : EncodedFilter
{
    public override bool Matches(ReadOnlySpan<byte> blob)
    {
        foreach (var operand in operands)
            if (!operand.Matches(blob))
                return false;
        return true;
    }
}

file sealed class EncodedOr(EncodedFilter[] operands) : EncodedFilter
{
    public override bool Matches(ReadOnlySpan<byte> blob)
    {
        foreach (var operand in operands)
            if (operand.Matches(blob))
                return true;
        return false;
    }
}

file sealed class EncodedNot(EncodedFilter operand) : EncodedFilter
{
    public override bool Matches(ReadOnlySpan<byte> blob) => !operand.Matches(blob);
}

file sealed class EncodedIds : EncodedFilter
{
    private readonly ILookup<ulong, byte[]> _ids;

    public EncodedIds(IReadOnlyList<string> ids) =>
        // An id with half a surrogate pair can't be stored, so no record has it.
        _ids = ids.Where(id => id.AsSpan().IsValidUtf16()).Select(StrictUtf8.Encoding.GetBytes).ToLookup(id => IdHash.Compute(id));

    public override bool Matches(ReadOnlySpan<byte> blob)
    {
        var id = RecordBlob.Id(blob);
        foreach (var candidate in _ids[IdHash.Compute(id)])
            if (id.SequenceEqual(candidate))
                return true;
        return false;
    }
}

file sealed class EncodedField(string field, ValueTest test) : EncodedFilter
{
    private readonly EncodedPath _path = new(field);

    public override bool Matches(ReadOnlySpan<byte> blob) => _path.Any(RecordBlob.Payload(blob), test);
}
