using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>The first stage: decides whether a file must be read, reads it, cuts it, and sends its chunks on in batches.</summary>
/// <remarks>One instance works on one file at a time; several work side by side.</remarks>
internal sealed class FileIntake(
    IntakeOptions options, IReadOnlyDictionary<FileKey, LedgerEntry> known, IndexingProgress progress, ChannelWriter<WorkBatch> output)
{
    /// <summary>Files up to this size are read in one go, so that they can be compared before they are cut.</summary>
    private const int SmallLength = 1024 * 1024;
    private const int SniffLength = 64 * 1024;
    private const int MaxAttempts = 3;

    // A file written this recently may be written again within the same tick of its clock.
    private static readonly TimeSpan RacyAge = TimeSpan.FromSeconds(2);

    private WorkBatch _batch = new();

    /// <summary>Takes a file in.</summary>
    public async Task ProcessAsync(WalkedFile file, FileKey key, CancellationToken cancellationToken)
    {
        LedgerEntry? before = known.TryGetValue(key, out var entry) ? entry : null;
        if (before is { IsDone: true } same && same.Recipe == options.Recipe && same.Modified != 0 && same.Modified == file.Modified && same.Length == file.Length)
        {
            progress.Done(FileOutcome.Unchanged, file.Length);
            return;
        }
        // Pipes and devices also say that they are empty; reading them could wait for ever.
        if (file.Length == 0)
        {
            await FinishWithoutTextAsync(new FileTicket(key, file.Path, before), FileOutcome.Empty, 0, cancellationToken).ConfigureAwait(false);
            return;
        }
        var ticket = new FileTicket(key, file.Path, before);
        try
        {
            await ReadAsync(file, ticket, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody knows what is in it now; it may be as it was.
            Fail(file.Path, $"cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ChannelClosedException))
        {
            // A parser's own failure on one hostile file must not end the run for all the others.
            var reason = $"cannot be understood ({exception.GetType().Name}: {exception.Message})";
            // Some of its chunks may be on their way: the next run clears them away and tries again.
            if (ticket.HasChunks) Fail(file.Path, reason);
            else await RefuseAsync(ticket, reason, file.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends on what is left.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Items.Count == 0 && _batch.Read.Count == 0) return;
        var batch = _batch;
        _batch = new WorkBatch();
        await output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(WalkedFile file, FileTicket ticket, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var state = FileState.Of(stream);
            if (state.Length > SmallLength)
            {
                await ReadLargeAsync(stream, state, ticket, cancellationToken).ConfigureAwait(false);
                return;
            }
            var buffer = ArrayPool<byte>.Shared.Rent((int)state.Length + 1);
            try
            {
                var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                var isStable = length == state.Length && FileState.Of(file.Path) == state;
                if (!isStable && attempt < MaxAttempts) continue;
                await ReadSmallAsync(new ArraySegment<byte>(buffer, 0, length), isStable ? state : null, ticket, cancellationToken).ConfigureAwait(false);
                return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private async Task ReadSmallAsync(ArraySegment<byte> content, FileState? state, FileTicket ticket, CancellationToken cancellationToken)
    {
        var hash = ContentHash.Of(content);
        if (await FinishUnchangedAsync(ticket, hash, content.Count, state, cancellationToken).ConfigureAwait(false)) return;
        var text = TextEncodingDetector.Detect(content, isWhole: true);
        if (text.IsBinary)
        {
            await FinishWithoutTextAsync(ticket, FileOutcome.Binary, content.Count, cancellationToken).ConfigureAwait(false);
            return;
        }
        var encoding = EncodingFor(ticket.Path, text, content);
        progress.Read(content.Count);
        using var reader = new StreamReader(
            new MemoryStream(content.Array!, content.Offset + text.PreambleLength, content.Count - text.PreambleLength, writable: false), encoding, detectEncodingFromByteOrderMarks: false);
        var count = await CutAsync(reader, ticket, cancellationToken).ConfigureAwait(false);
        await FinishAsync(ticket, new LedgerEntry(hash, content.Count, TrustedTime(state), count, options.Recipe, IsDone: true), text, state is null, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task ReadLargeAsync(FileStream stream, FileState state, FileTicket ticket, CancellationToken cancellationToken)
    {
        var head = new byte[SniffLength];
        var text = TextEncodingDetector.Detect(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), isWhole: false);
        if (text.IsBinary)
        {
            await FinishWithoutTextAsync(ticket, FileOutcome.Binary, state.Length, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (DocumentKinds.Of(ticket.Path) == DocumentKind.Html && state.Length > DocumentReaders.MaxHtmlLength)
        {
            var reason = $"is a web page of {state.Length} bytes; at most {DocumentReaders.MaxHtmlLength} are read as one page. Split it, or rename it to .txt to index its source.";
            await RefuseAsync(ticket, reason, state.Length, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (ticket.Before is { IsDone: true } before && before.Length == state.Length && before.Recipe == options.Recipe)
        {
            stream.Position = 0;
            var hash = ContentHash.From(SHA256.HashData(stream));
            if (await FinishUnchangedAsync(ticket, hash, state.Length, state, cancellationToken).ConfigureAwait(false)) return;
        }
        stream.Position = 0;
        long length = 0;
        using var hashing = new HashingStream(stream, count =>
        {
            length += count;
            progress.Read(count);
        });
        hashing.ReadExactly(head, 0, text.PreambleLength);
        using var reader = new StreamReader(hashing, EncodingFor(ticket.Path, text, head), detectEncodingFromByteOrderMarks: false, SniffLength);
        var chunkCount = await CutAsync(reader, ticket, cancellationToken).ConfigureAwait(false);
        var isStable = length == state.Length && FileState.Of(ticket.Path) == state;
        var entry = new LedgerEntry(hashing.Finish(), length, TrustedTime(isStable ? state : null), chunkCount, options.Recipe, IsDone: true);
        await FinishAsync(ticket, entry, text, !isStable, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> CutAsync(TextReader reader, FileTicket ticket, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var chunk in options.Chunker.Chunk(DocumentReaders.Read(reader, DocumentKinds.Of(ticket.Path), ticket.Path)))
        {
            ticket.AddFieldNames(chunk.Fields);
            ticket.HasChunks = true;
            _batch.Items.Add(new WorkItem(ticket, chunk));
            count++;
            if (_batch.Items.Count >= options.BatchSize) await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        return count;
    }

    private async Task FinishAsync(FileTicket ticket, LedgerEntry entry, TextDetection text, bool hasChanged, CancellationToken cancellationToken)
    {
        if (hasChanged)
            progress.Problem(new IndexingProblem(ticket.Path, "changed while it was read; what was read is indexed. Run again when it is at rest.", IsIndexed: true));
        if (text.IsFallback)
            progress.Problem(new IndexingProblem(ticket.Path, "is not valid UTF-8; it was read as Windows-1252 (Latin-1).", IsIndexed: true));
        if (text.IsDamaged)
            progress.Problem(new IndexingProblem(ticket.Path, "has bytes that are not valid UTF-8; they were read as U+FFFD.", IsIndexed: true));
        progress.Done(entry.ChunkCount > 0 ? FileOutcome.Indexed : FileOutcome.Empty);
        await SendAsync(ticket, entry, cancellationToken).ConfigureAwait(false);
    }

    // The same content under another time: the ledger learns the time, the chunks stay.
    private async Task<bool> FinishUnchangedAsync(FileTicket ticket, ContentHash hash, long length, FileState? state, CancellationToken cancellationToken)
    {
        if (ticket.Before is not { IsDone: true } before || before.Hash != hash || before.Recipe != options.Recipe) return false;
        progress.Done(FileOutcome.Unchanged, length);
        var touched = before with { Modified = TrustedTime(state), Length = length };
        if (touched == before) return true;
        ticket.WrittenCount = before.ChunkCount;
        ticket.KeepsChunks = true;
        await SendAsync(ticket, touched, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Fail(string path, string reason)
    {
        progress.Problem(new IndexingProblem(path, reason));
        progress.Done(FileOutcome.Failed);
    }

    // The content is another than before and can't be indexed. Every run says so; chunks of content that is no more are not found any longer.
    private async Task RefuseAsync(FileTicket ticket, string reason, long length, CancellationToken cancellationToken)
    {
        var hadChunks = ticket.Before is { ChunkCount: > 0 } or { IsDone: false };
        progress.Problem(new IndexingProblem(ticket.Path, hadChunks ? $"{reason} What was indexed of it before is removed." : reason));
        await FinishWithoutTextAsync(ticket, FileOutcome.Failed, length, cancellationToken).ConfigureAwait(false);
    }

    // Nothing to index. If there was something before, its chunks must go.
    private async Task FinishWithoutTextAsync(FileTicket ticket, FileOutcome outcome, long length, CancellationToken cancellationToken)
    {
        progress.Done(outcome, length);
        if (ticket.Before is { } before && !(before.IsDone && before.ChunkCount == 0))
            await SendAsync(ticket, new LedgerEntry(default, length, 0, 0, options.Recipe, IsDone: true), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(FileTicket ticket, LedgerEntry after, CancellationToken cancellationToken)
    {
        ticket.After = after;
        _batch.Read.Add(ticket);
        if (_batch.Read.Count >= options.BatchSize) await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Encoding EncodingFor(string path, TextDetection text, ReadOnlySpan<byte> head) =>
        text.IsFallback && DocumentKinds.Of(path) == DocumentKind.Html && HtmlCharset.Find(head) is { } declared ? declared : text.Encoding!;

    private long TrustedTime(FileState? state) =>
        state is { } known && options.Clock.GetUtcNow().UtcTicks - known.Modified > RacyAge.Ticks ? known.Modified : 0;
}
