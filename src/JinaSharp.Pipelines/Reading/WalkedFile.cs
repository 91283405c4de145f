namespace JinaSharp.Pipelines.Reading;

/// <summary>A file that was found, with what its folder says about it.</summary>
/// <param name="Path">The absolute path, with <c>/</c> between names.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
internal readonly record struct WalkedFile(string Path, long Length, long Modified);
