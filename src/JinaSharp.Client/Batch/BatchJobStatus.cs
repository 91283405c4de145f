namespace JinaSharp.Client;

/// <summary>The state of a batch job.</summary>
public sealed record BatchJobStatus
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>The state as the service names it: <c>pending</c>, <c>processing</c>, <c>completed</c>, <c>failed</c>, <c>expired</c>, <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether the job has ended, well or not.</summary>
    public bool HasEnded => State is "completed" or "failed" or "expired" or "cancelled";

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>When the job was submitted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the job ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its output is deleted.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>The number of lines.</summary>
    public long? Total { get; init; }

    /// <summary>The number of lines that are done.</summary>
    public long? Completed { get; init; }

    /// <summary>The number of lines that failed.</summary>
    public long? Failed { get; init; }

    /// <summary>What the job has cost so far.</summary>
    public long? Tokens { get; init; }
}
