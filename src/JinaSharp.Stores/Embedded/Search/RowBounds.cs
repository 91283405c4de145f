namespace JinaSharp.Stores.Embedded.Search;

/// <summary>How the product of a query with a row bounds the score that the query alone gives the row: <c>product * Factor + Offset</c>, plus or minus <c>Error + query's error + Spread * query's norm</c>.</summary>
/// <param name="Factor">Turns the product into the score.</param>
/// <param name="Offset">Of distances: minus half the row's square.</param>
/// <param name="Error">What the row adds to the error, whatever the query.</param>
/// <param name="Spread">What the row adds for each unit of the query's length.</param>
internal readonly record struct RowBounds(float Factor, float Offset, float Error, float Spread);
