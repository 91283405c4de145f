namespace JinaSharp.Cli.Grep;

/// <summary>What is compared with the pattern: a line, a paragraph or a sentence. A unit without text ends its file.</summary>
/// <param name="File">Where it is; null for a line of a pipe that names no file.</param>
/// <param name="Line">The number of its first line, from 1; 0 where it has none.</param>
/// <param name="LastLine">The number of its last line.</param>
/// <param name="Text">The text; null ends the file.</param>
/// <param name="Original">The line of a pipe as it came; null elsewhere.</param>
internal readonly record struct GrepUnit(GrepFile? File, int Line, int LastLine, string? Text, string? Original = null);
