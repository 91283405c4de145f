using System.Net;

namespace JinaSharp.Inference.Hub;

/// <summary>Brings one file here: continues what was begun, checks size and hash, and only then gives it its name.</summary>
internal sealed class FileDownload(HubClient client, HubRetry retry, HubModelId model, string commit, PullFolder folder, HubFile file, Action<long> arrived)
{
    private const int BufferSize = 128 * 1024;
    private const int MaxPointerLength = 1024;

    // Named after the content as it was described first; a change on the way does not rename what is open.
    private readonly string _part = folder.PartOf(file);

    /// <summary>The bytes received over the network.</summary>
    public long Received { get; private set; }

    /// <summary>Downloads the file.</summary>
    /// <returns>The file as it was described in the end.</returns>
    public async Task<HubFile> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_part)!);
        var began = PartLength();
        var isResumed = began > 0;
        arrived(began);
        while (true)
        {
            await retry.RunAsync($"{model}/{file.Path}", client.Host, () => AttemptAsync(cancellationToken), PartLength, cancellationToken).ConfigureAwait(false);
            var problem = await CheckAsync(cancellationToken).ConfigureAwait(false);
            if (problem is null) break;
            arrived(-PartLength());
            File.Delete(_part);
            // The first part may have been damaged since it was written, as by a power cut: once more, from the start.
            if (!isResumed) throw problem;
            isResumed = false;
        }
        File.Move(_part, folder.FileOf(file), overwrite: true);
        folder.RemoveParts(file);
        return file;
    }

    private long PartLength() => new FileInfo(_part) is { Exists: true } info ? info.Length : 0;

    private async Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        using var part = new FileStream(_part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
        // Too long, or nothing says whether what was begun is the same content: begin anew.
        if (part.Length > file.Size || file.Identity is null) Cut(part);
        if (part.Length > 0 && part.Length == file.Size) return true;
        using var idle = new CancellationTokenSource(retry.Timing.IdleLimit, retry.Timing.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        try
        {
            using var answer = await client.OpenAsync(model, commit, file, part.Length, either.Token).ConfigureAwait(false);
            CheckAnswer(answer, part);
            part.Position = part.Length;
            var buffer = new byte[BufferSize];
            for (int count; (count = await answer.ReadAsync(buffer, either.Token).ConfigureAwait(false)) > 0;)
            {
                idle.CancelAfter(retry.Timing.IdleLimit);
                if (part.Length + count > file.Size) throw HubErrors.Integrity($"{client.Host} sends more of {model}/{file.Path} than the {file.Size} bytes that it announced.");
                await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Received += count;
                arrived(count);
            }
            if (file.Size is { } size && part.Length < size) throw new EndOfStreamException($"the connection ended after {part.Length} of {size} bytes.");
            part.Flush(flushToDisk: true);
            return true;
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {retry.Timing.IdleLimit.TotalSeconds:0} seconds.");
        }
    }

    // Decides whether an answer continues the part, replaces it, or is of something else.
    private void CheckAnswer(HubAnswer answer, FileStream part)
    {
        if (file.Sha256 is not null && answer.LinkedTag is { Length: 64 } tag && !tag.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
            throw HubErrors.Integrity($"{model}/{file.Path} changed on {client.Host}: its listing names the content {file.Sha256[..12]}, the file is {tag[..12]}. Run the same call again.");
        if (answer.Size is { } size)
        {
            if (file.Size is { } expected && size != expected && (file.HasHash || answer.Offset > 0))
                throw HubErrors.Integrity($"{model}/{file.Path} has {size} bytes on the server; its listing says {expected}.");
            file = file with { Size = size };
        }
        // Without a hash the server's word is the only one: the content may have changed since it was described, and then comes whole.
        if (!file.HasHash) file = file with { EntityTag = answer.LinkedTag ?? answer.EntityTag };
        if (answer.Response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (answer.Offset != part.Length) throw HubErrors.Integrity($"{client.Host} was asked for {model}/{file.Path} from byte {part.Length} and sends it from {answer.Offset}.");
        }
        else if (part.Length > 0)
        {
            Cut(part);
        }
    }

    private void Cut(FileStream part)
    {
        arrived(-part.Length);
        part.SetLength(0);
    }

    private async Task<JinaException?> CheckAsync(CancellationToken cancellationToken)
    {
        var length = PartLength();
        if (length < MaxPointerLength && (await File.ReadAllTextAsync(_part, cancellationToken).ConfigureAwait(false)).StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal))
            return HubErrors.Integrity($"{client.Host} sends a Git LFS pointer instead of {model}/{file.Path}. The server was filled without its large files: run 'git lfs pull' there.");
        if (file.Size is { } size && length != size)
            return HubErrors.Integrity($"{model}/{file.Path} has {length} bytes; {size} were announced.");
        return await PullFolder.MatchesAsync(_part, file, cancellationToken).ConfigureAwait(false)
            ? null
            : HubErrors.Integrity($"{model}/{file.Path} is not what {client.Host} announced: its {(file.Sha256 is null ? "git blob id" : "SHA-256")} differs. The file was removed; try again, and tell the hub if it stays so.");
    }
}
