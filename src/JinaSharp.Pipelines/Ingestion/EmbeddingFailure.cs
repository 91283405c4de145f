using System.Net;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>Says of an embedding call that failed which file and chunk it was about.</summary>
internal static class EmbeddingFailure
{
    /// <summary>The error with file and chunk. Where a service refused a request for its content without saying which text it meant, the text is searched for by halves.</summary>
    /// <param name="error">What the call raised.</param>
    /// <param name="items">The chunks of the call.</param>
    /// <param name="embed">Embeds some of them again.</param>
    public static async Task<JinaException> NameAsync(JinaException error, IReadOnlyList<WorkItem> items, Func<IReadOnlyList<WorkItem>, Task> embed)
    {
        items = Named(error, items);
        while (items.Count > 1 && IsAboutContent(error))
        {
            var half = items.Take(items.Count / 2).ToList();
            try
            {
                await embed(half).ConfigureAwait(false);
                items = [.. items.Skip(half.Count)];
            }
            catch (JinaException again) when (IsAboutContent(again))
            {
                (error, items) = (again, Named(again, half));
            }
            catch (JinaException)
            {
                // Something else is wrong by now; what is known so far is said.
                break;
            }
        }
        return Wrap(error, Describe(error, items));
    }

    private static IReadOnlyList<WorkItem> Named(JinaException error, IReadOnlyList<WorkItem> items) => error switch
    {
        EmbeddingBatchException { InnerException: JinaApiException { ItemIndex: { } index } } when (uint)index < (uint)items.Count && ((EmbeddingBatchException)error).ItemIndices.Contains(index) => [items[index]],
        EmbeddingBatchException batch when batch.ItemIndices.Count > 0 && batch.ItemIndices.All(index => (uint)index < (uint)items.Count) => [.. batch.ItemIndices.Select(index => items[index])],
        JinaApiException { ItemIndex: { } index } when (uint)index < (uint)items.Count => [items[index]],
        _ => items,
    };

    private static bool IsAboutContent(JinaException error) => error switch
    {
        EmbeddingBatchException { InnerException: JinaException inner } => IsAboutContent(inner),
        JinaApiException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity } => true,
        _ => error.Code is "input_too_long" or "input_empty",
    };

    private static string Describe(JinaException error, IReadOnlyList<WorkItem> items)
    {
        var cause = (error is EmbeddingBatchException { InnerException: { } inner } ? inner : error).Message;
        if (items.Count == 1)
            return $"{Place(items[0])} could not be embedded: {cause} Files finished before are kept. Leave this one out, or cut smaller chunks, and run again to go on.";
        var files = items.Select(item => item.Ticket.Path).Distinct(StringComparer.Ordinal).Count();
        return $"{items.Count} chunks of {files} files, from {Place(items[0])} to {Place(items[^1])}, could not be embedded: {cause} Files finished before are kept; run again to go on.";
    }

    private static string Place(WorkItem item) => $"'{item.Ticket.Path}' chunk {item.Chunk.Index} (lines {item.Chunk.StartLine} to {item.Chunk.EndLine})";

    private static JinaException Wrap(JinaException error, string message) => error switch
    {
        EmbeddingBatchException { InnerException: JinaException inner } => Wrap(inner, message),
        JinaApiException api => new JinaApiException(message, api)
        {
            Code = api.Code,
            IsTransient = api.IsTransient,
            StatusCode = api.StatusCode,
            RequestId = api.RequestId,
            RetryAfter = api.RetryAfter,
            FieldPath = api.FieldPath,
            RawBody = api.RawBody,
        },
        _ => new JinaException(message, error) { Code = error.Code, IsTransient = error.IsTransient },
    };
}
