namespace JinaSharp.Cli.Grep;

/// <summary>A unit that was found, and how similar it is.</summary>
internal sealed record GrepHit(GrepUnit Unit, double Score);
