namespace JinaSharp.FakeStores.Milvus;

/// <summary>A refusal with Milvus's code, which is answered with HTTP 200.</summary>
internal sealed class FakeMilvusException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
