namespace JinaSharp.Inference.Hub;

/// <summary>Keeps two processes from downloading into one folder; ends with the process that holds it, however that ends.</summary>
internal sealed class PullLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _stream;

    private PullLock(FileStream stream) => _stream = stream;

    /// <summary>Waits for the lock.</summary>
    /// <param name="file">The lock's file; it stays afterwards: removing it would let two holders in.</param>
    /// <param name="waiting">Called once when another holds it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<PullLock> TakeAsync(string file, Action waiting, TimeProvider clock, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        for (var told = false; ; told = true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new PullLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (!told) waiting();
                await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    // EWOULDBLOCK on Linux and on macOS, a sharing or a lock violation on Windows.
    private static bool IsHeld(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 32 or 33 : exception.HResult is 11 or 35;
}
