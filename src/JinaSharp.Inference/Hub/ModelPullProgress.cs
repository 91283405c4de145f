namespace JinaSharp.Inference;

/// <summary>How far a download is.</summary>
/// <param name="File">The file that got on, as a path in the model; empty while another process downloads the same model.</param>
/// <param name="FileBytes">The bytes of that file that are here.</param>
/// <param name="FileSize">Its size; null while unknown.</param>
/// <param name="TotalBytes">The bytes of all files that are here.</param>
/// <param name="TotalSize">The size of all files whose size is known.</param>
public readonly record struct ModelPullProgress(string File, long FileBytes, long? FileSize, long TotalBytes, long TotalSize);
