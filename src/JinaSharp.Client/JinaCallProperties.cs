namespace JinaSharp.Client;

/// <summary>Names of additional properties that steer a call and are not sent to the service.</summary>
public static class JinaCallProperties
{
    /// <summary>The name under which the call's tokens are counted: a text.</summary>
    public const string Tag = "jina.tag";

    /// <summary>Whether the call gives way to others that wait for the rate limit: true or false. The default is true for calls of more than one request.</summary>
    public const string Background = "jina.background";

    /// <summary>Whether a request that is refused is halved until the item at fault is found, so that the others succeed: true or false. The default is false.</summary>
    public const string IsolateFailures = "jina.isolate_failures";

    /// <summary>On an embedding: the position of its input in the call. Set where inputs and embeddings do not pair up, as with PDFs.</summary>
    public const string InputIndex = "jina.input_index";

    /// <summary>On an embedding: the page of a PDF, from 1.</summary>
    public const string Page = "jina.page";

    /// <summary>On an embedding: the tokens of the input as texts, where they were asked for.</summary>
    public const string TokenizedInput = "jina.tokenized_input";
}
