namespace JinaSharp.Inference.Hub;

/// <summary>The files of a model at one commit.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files);
