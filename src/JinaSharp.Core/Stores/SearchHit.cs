namespace JinaSharp;

/// <summary>One found record with its score.</summary>
/// <param name="Record">The record, with the parts that the query asked for.</param>
/// <param name="Score">The similarity; larger is better.</param>
public sealed record SearchHit(VectorRecord Record, double Score)
{
    /// <summary>The record's id.</summary>
    public string Id => Record.Id;

    /// <summary>The value of the field that hits are grouped by.</summary>
    /// <value>Null when the query groups by nothing.</value>
    public PayloadValue? Group { get; init; }
}
