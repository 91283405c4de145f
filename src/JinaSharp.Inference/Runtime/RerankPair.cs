namespace JinaSharp.Inference.Runtime;

/// <summary>The tokens of a query with a document or a window of it.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Ids">The tokens, special ones included.</param>
/// <param name="TypeIds">Their types; empty: all zero.</param>
internal readonly record struct RerankPair(int Document, int[] Ids, int[] TypeIds);
