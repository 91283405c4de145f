namespace JinaSharp.Client;

/// <summary>One text of a batch job.</summary>
/// <param name="Id">The caller's name for it; unique in the job.</param>
/// <param name="Text">The text.</param>
public readonly record struct BatchInput(string Id, string Text);
