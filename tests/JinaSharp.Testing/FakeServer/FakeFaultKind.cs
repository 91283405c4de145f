namespace JinaSharp.Testing;

/// <summary>What goes wrong with an answer.</summary>
public enum FakeFaultKind
{
    /// <summary>The answer comes late.</summary>
    Latency,

    /// <summary>429 for requests, with <c>Retry-After</c> in seconds.</summary>
    RateLimitedWithSeconds,

    /// <summary>429 for requests, with <c>Retry-After</c> as a date.</summary>
    RateLimitedWithDate,

    /// <summary>429 for concurrency, without <c>Retry-After</c>.</summary>
    RateLimitedBare,

    /// <summary>500 with the documented body.</summary>
    InternalError,

    /// <summary>503 with the documented body.</summary>
    Unavailable,

    /// <summary>The connection is cut before an answer.</summary>
    CutConnection,

    /// <summary>The connection is cut in the middle of the body.</summary>
    CutBody,

    /// <summary>A complete answer of half the JSON.</summary>
    TruncatedJson,

    /// <summary>502 with a web page.</summary>
    HtmlBadGateway,

    /// <summary>200 with a web page.</summary>
    HtmlOk,

    /// <summary>The entries of the answer in another order; harmless to a careful client.</summary>
    WrongOrder,

    /// <summary>The last entry of the answer is left out.</summary>
    MissingItem,

    /// <summary>200 with a Reader error envelope of a passing error.</summary>
    ErrorEnvelopeInOk,
}
