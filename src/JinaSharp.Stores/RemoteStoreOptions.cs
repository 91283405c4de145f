namespace JinaSharp.Stores;

/// <summary>What the stores behind HTTP have in common: time limits, retries, and how writes are cut into requests.</summary>
/// <remarks>Read once, when the store is made.</remarks>
public abstract class RemoteStoreOptions
{
    private protected RemoteStoreOptions()
    {
    }

    /// <summary>The key that the server asks for. Never written, logged or shown.</summary>
    /// <value>The default is null: none is sent.</value>
    public string? ApiKey { get; set; }

    /// <summary>Further headers of every request, such as those of a proxy.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long one request may take.</summary>
    /// <value>The default is 100 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that may be repeated without harm is tried again after a passing failure.</summary>
    /// <value>The default is 4; 0 tries once.</value>
    public int MaxRetries { get; set; } = 4;

    /// <summary>The wait before the first repetition; each further one doubles. A wait that the server asks for wins when it is longer.</summary>
    /// <value>The default is 250 milliseconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two tries, also when the server asks for a longer one.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most records of one write request.</summary>
    /// <value>The default is 1000.</value>
    public int MaxBatchRecords { get; set; } = 1000;

    /// <summary>The size at which a write request is cut, in bytes of its body. A record that is larger alone is sent alone.</summary>
    /// <value>The default depends on the store: 5 MB for Qdrant, 16 MB for Milvus and Chroma.</value>
    public int MaxBatchBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>The client that sends the requests; its own time limit also holds. The store does not dispose it.</summary>
    /// <value>The default is null: the store makes and owns one, with connections closed after 4 idle seconds.</value>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The clock of waits between tries.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        if (Timeout <= TimeSpan.Zero && Timeout != System.Threading.Timeout.InfiniteTimeSpan) throw Invalid(nameof(Timeout), Timeout, "more than zero");
        if (MaxRetries < 0) throw Invalid(nameof(MaxRetries), MaxRetries, "zero or more");
        if (RetryDelay < TimeSpan.Zero) throw Invalid(nameof(RetryDelay), RetryDelay, "zero or more");
        if (MaxRetryDelay < RetryDelay) throw Invalid(nameof(MaxRetryDelay), MaxRetryDelay, $"at least {nameof(RetryDelay)} ({RetryDelay})");
        if (MaxBatchRecords < 1) throw Invalid(nameof(MaxBatchRecords), MaxBatchRecords, "1 or more");
        if (MaxBatchBytes < 1024) throw Invalid(nameof(MaxBatchBytes), MaxBatchBytes, "1024 or more");
    }

    private ArgumentException Invalid(string property, object found, string expected) => new($"{GetType().Name}.{property} is {found}; expected {expected}.");
}
