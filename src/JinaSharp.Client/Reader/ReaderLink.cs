namespace JinaSharp.Client;

/// <summary>A link or an image of a page.</summary>
/// <param name="Text">Its text or description.</param>
/// <param name="Url">Its address.</param>
public readonly record struct ReaderLink(string Text, string Url);
