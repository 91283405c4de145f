namespace JinaSharp.FakeStores.Qdrant;

/// <summary>A refusal with its HTTP status.</summary>
internal sealed class FakeQdrantException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
