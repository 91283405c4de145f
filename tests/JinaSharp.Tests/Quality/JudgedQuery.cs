namespace JinaSharp.Tests.Quality;

/// <summary>A query of the judged set.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Language">The language, or <c>code</c>.</param>
/// <param name="Text">What a person typed.</param>
/// <param name="Grades">The relevant documents: 3 answers the query, 2 answers it in part, 1 is on the subject.</param>
internal sealed record JudgedQuery(string Id, string Language, string Text, IReadOnlyDictionary<string, int> Grades);
