namespace JinaSharp.Pipelines.Retrieval;

/// <summary>The fields that a filter names.</summary>
internal static class FilterFields
{
    public static IEnumerable<string> Of(Filter filter) => filter switch
    {
        AndFilter and => and.Operands.SelectMany(Of),
        OrFilter or => or.Operands.SelectMany(Of),
        NotFilter not => Of(not.Operand),
        ComparisonFilter comparison => [comparison.Field],
        InFilter membership => [membership.Field],
        ExistsFilter exists => [exists.Field],
        StringMatchFilter match => [match.Field],
        _ => [],
    };
}
