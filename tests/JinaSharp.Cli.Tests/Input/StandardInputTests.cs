using System.IO.Pipes;
using System.Text;
using JinaSharp.Cli.Input;

namespace JinaSharp.Cli.Tests.Input;

public sealed class StandardInputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ReadLineAsync_NothingComes_EndsWhenCancelled()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using var cancelled = new CancellationTokenSource();
        var reader = StandardInput.Open(input, () => { }, CancellationToken.None);

        var line = reader.ReadLineAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => line.WaitAsync(Patience, TestContext.Current.CancellationToken));
        pipe.Write("late\n"u8); // releases the read that was given up
    }

    [Fact]
    public async Task ReadLine_NothingComes_EndsWhenInterrupted()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using var interrupted = new CancellationTokenSource();
        var reader = StandardInput.Open(input, () => { }, interrupted.Token);

        var line = Task.Run(reader.ReadLine, TestContext.Current.CancellationToken);
        await interrupted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => line.WaitAsync(Patience, TestContext.Current.CancellationToken));
        pipe.Write("late\n"u8);
    }

    [Fact]
    public async Task ReadLineAsync_Lines_ComeWholeAndWhatWasPrintedGoesOutBeforeEachWait()
    {
        var text = string.Join('\n', Enumerable.Range(0, 30_000).Select(i => $"line {i} é"));
        var waits = 0;
        var reader = StandardInput.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), () => waits++, CancellationToken.None);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) lines.Add(line);

        Assert.Equal(text, string.Join('\n', lines));
        Assert.InRange(waits, 2, 20);
    }

    [Fact]
    public async Task ReadToEndAsync_ByteOrderMark_IsNoPartOfTheText()
    {
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true)])
        {
            using var reader = StandardInput.Open(new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("\"é\"")]), () => { }, CancellationToken.None);
            Assert.Equal("\"é\"", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }
}
