namespace JinaSharp.Cli.Grep;

/// <summary>What is one unit.</summary>
internal enum Granularity
{
    Line = 0,
    Paragraph,
    Sentence,
}
