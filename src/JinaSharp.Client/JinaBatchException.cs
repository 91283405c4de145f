using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>Some inputs of a call got no embedding; those that did are in <see cref="Completed"/>, so that nothing paid for is lost.</summary>
public sealed class JinaBatchException : JinaApiException
{
    internal JinaBatchException(string message, JinaException first) : base(message, first)
    {
    }

    /// <summary>The inputs that got no embedding, by position, with the reason of each.</summary>
    public IReadOnlyList<JinaItemFailure> Failures { get; internal init; } = [];

    /// <summary>The embeddings that came, at the position of their input; null where there is none.</summary>
    public IReadOnlyList<Embedding?> Completed { get; internal init; } = [];

    /// <summary>What the requests that succeeded cost.</summary>
    public UsageDetails? Usage { get; internal init; }
}
