namespace JinaSharp.Inference.Runtime;

/// <summary>Texts of one call, to be encoded in one batch or several, alone or next to texts of other calls.</summary>
internal abstract class EncodeJob
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of texts.</summary>
    public abstract int Count { get; }

    /// <summary>The adapter of all texts; -1: none.</summary>
    public int Adapter { get; init; } = -1;

    /// <summary>The next text that is not in a batch yet.</summary>
    public int Next { get; set; }

    /// <summary>Texts whose states have been consumed.</summary>
    public int Finished { get; set; }

    /// <summary>Done, failed or cancelled: nobody waits any more.</summary>
    public bool IsOver => _completion.Task.IsCompleted;

    public Task Completion => _completion.Task;

    /// <summary>The number of tokens of a text.</summary>
    public abstract int Length(int text);

    /// <summary>Appends a text to a batch.</summary>
    public abstract void AddTo(PackedBatch batch, int text);

    /// <summary>Takes what the call wants from the states of a text, which are rows of the session.</summary>
    public abstract void Consume(EncoderSession session, int text, int firstRow);

    public void Complete() => _completion.TrySetResult();

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
