using Microsoft.Extensions.AI;

namespace JinaSharp.Testing;

/// <summary>One call of a <see cref="FakeReranker"/>.</summary>
/// <param name="Query">The query.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Options">A copy of the options as they were.</param>
public sealed record FakeRerankCall(AIContent Query, IReadOnlyList<AIContent> Documents, RerankOptions? Options);
