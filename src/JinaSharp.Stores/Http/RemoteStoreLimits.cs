namespace JinaSharp.Stores.Http;

/// <summary>How writes are cut, as read once from the options.</summary>
internal readonly record struct RemoteStoreLimits(int MaxBatchRecords, int MaxBatchBytes);
