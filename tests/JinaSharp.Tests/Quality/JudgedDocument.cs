namespace JinaSharp.Tests.Quality;

/// <summary>A document of the judged set.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Language">The language, or <c>code</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record JudgedDocument(string Id, string Language, string Text);
