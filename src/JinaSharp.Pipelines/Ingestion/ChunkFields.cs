namespace JinaSharp.Pipelines;

/// <summary>The names of the payload fields of an indexed chunk.</summary>
public static class ChunkFields
{
    /// <summary>The file's absolute path, with <c>/</c> between names.</summary>
    public const string Path = "path";

    /// <summary>The file's name.</summary>
    public const string Name = "name";

    /// <summary>The kind of file: <c>text</c>, <c>markdown</c>, <c>html</c>, <c>code</c>, <c>jsonl</c> or <c>csv</c>.</summary>
    public const string Type = "type";

    /// <summary>The title of the document or record.</summary>
    public const string Title = "title";

    /// <summary>The headings that the chunk stands under.</summary>
    public const string Heading = "heading";

    /// <summary>The line of the file on which the chunk begins, from 1.</summary>
    public const string Line = "line";

    /// <summary>The line of the file on which the chunk ends.</summary>
    public const string EndLine = "end_line";

    /// <summary>The chunk's number in its file, from 0.</summary>
    public const string Chunk = "chunk";

    /// <summary>All of them. Fields of records (CSV columns, JSON values, front matter) have their own names beside these; one of the same name gets <c>_</c> behind it.</summary>
    public static IReadOnlyList<string> All { get; } = [Path, Name, Type, Title, Heading, Line, EndLine, Chunk];
}
