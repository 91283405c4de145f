using System.Runtime.InteropServices;
using JinaSharp.Pipelines.Chunking;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines;

/// <summary>Cuts texts into chunks of a bounded number of tokens, at headings, paragraphs, sentences and lines, with an exact overlap.</summary>
/// <remarks>
/// Every character that is not white space is in at least one chunk. With an overlap of <c>n</c>, a chunk begins with the last <c>n</c> tokens of the one before it.
/// A stretch without tokens, or one token, longer than 16 characters for every token allowed, is cut by characters. For concurrent use.
/// </remarks>
public sealed class TextChunker
{
    private readonly ITokenCounter _counter;
    private readonly ChunkLimits _limits;

    /// <summary>Creates a chunker.</summary>
    /// <param name="counter">Counts as the model does that will read the chunks; null for <see cref="ApproximateTokenCounter"/>.</param>
    /// <param name="options">The sizes; null for the defaults.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public TextChunker(ITokenCounter? counter = null, ChunkingOptions? options = null)
    {
        _counter = counter ?? ApproximateTokenCounter.Instance;
        _limits = ChunkLimits.From(options ?? new ChunkingOptions());
    }

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What its structure is: <see cref="DocumentKind.Markdown"/> has headings, HTML is taken for its main content, and so on.</param>
    /// <returns>The chunks in order; none for a text of white space.</returns>
    public IEnumerable<TextChunk> Chunk(string text, DocumentKind kind = DocumentKind.Text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Chunk(DocumentReaders.Read(new StringReader(text), kind, path: ""));
    }

    internal IEnumerable<TextChunk> Chunk(IEnumerable<TextSection> sections)
    {
        var headings = new HeadingPath();
        string? title = null;
        var index = 0;
        using var source = sections.GetEnumerator();
        var hasNext = source.MoveNext();
        TextSection? carried = null;
        while (hasNext)
        {
            var section = carried is null ? source.Current : SectionJoin.Join(carried, source.Current);
            if (!source.Current.Continues) headings.Clear();
            title = section.Title ?? (section.Continues ? title : null);
            hasNext = source.MoveNext();
            var isEnd = !hasNext || !source.Current.Continues;
            var walk = new SectionCuts(section, Spans(section.Text), _limits);
            while (walk.TryNext(isEnd, out var cut))
            {
                headings.Advance(section.Headings, cut.Start);
                if (Trim(section.Text, cut) is not { Length: > 0 } trimmed) continue;
                yield return new TextChunk
                {
                    Index = index++,
                    Text = section.Text.Substring(trimmed.Start, trimmed.Length),
                    TokenCount = cut.TokenCount,
                    StartLine = section.Lines.LineAt(trimmed.Start),
                    EndLine = section.Lines.LineAt(trimmed.Start + trimmed.Length - 1),
                    Heading = headings.At(section.Headings, trimmed.Start),
                    Title = title,
                    Fields = section.Fields,
                };
            }
            carried = isEnd ? null : SectionJoin.Rest(section, walk.Position);
            if (carried is not null) headings.Advance(section.Headings, walk.Position);
        }
    }

    private static ReadOnlySpan<TokenSpan> SpansOf(IReadOnlyList<TokenSpan> spans) => spans switch
    {
        List<TokenSpan> list => CollectionsMarshal.AsSpan(list),
        TokenSpan[] array => array,
        _ => spans.ToArray(),
    };

    private List<TokenSpan> Spans(string text) => TokenPieces.Bound(text, SpansOf(_counter.GetTokenSpans(text)), _limits.MaxCharacters);

    private static (int Start, int Length)? Trim(string text, ChunkCut cut)
    {
        var span = text.AsSpan(cut.Start, cut.End - cut.Start);
        var start = cut.Start + span.Length - span.TrimStart().Length;
        return start == cut.End ? null : (start, span.Trim().Length);
    }
}
