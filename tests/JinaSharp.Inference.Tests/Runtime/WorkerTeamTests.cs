using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Tests.Runtime;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyRunsInARow_DoesEveryItemOnce(int size)
    {
        using var team = new WorkerTeam(size);
        var work = new Counting(size);
        for (var run = 0; run < 20_000; run++)
        {
            // Other sizes each time: a late worker of one run must not take an item of the next for its own.
            var items = run * 7 % 23;
            work.Reset(items);

            team.Run(work, items);

            Assert.Equal(items, work.Done);
            Assert.True(work.EachOnce(items), $"run {run}");
        }
    }

    [Fact]
    public void Run_WithBusyNeighbours_StillFinishes()
    {
        using var stop = new CancellationTokenSource();
        var neighbours = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested) Thread.SpinWait(1000);
        }) { IsBackground = true }).ToArray();
        foreach (var thread in neighbours) thread.Start();
        try
        {
            using var team = new WorkerTeam(4);
            var work = new Counting(4);
            for (var run = 0; run < 200; run++)
            {
                work.Reset(8);
                team.Run(work, 8);
                Assert.True(work.EachOnce(8));
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var thread in neighbours) thread.Join();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_AnItemThrows_TheCallerGetsItAfterTheOthersAndTheTeamGoesOn(int size)
    {
        using var team = new WorkerTeam(size);
        var work = new Counting(size) { Faulty = 5 };
        work.Reset(10);

        var exception = Assert.Throws<InvalidOperationException>(() => team.Run(work, 10));

        Assert.Equal("item 5", exception.Message);
        Assert.Equal(9, work.Done);
        work.Faulty = -1;
        work.Reset(10);
        team.Run(work, 10);
        Assert.True(work.EachOnce(10));
    }

    [Fact]
    public void Run_AWorkerHoldsAnItemForLong_TheCallerGoesOnAlone()
    {
        using var team = new WorkerTeam(2);
        var work = new Sleeping();
        // Again until the other worker got an item at all.
        for (var run = 0; run < 1000 && work.ItemsOfOthers == 0; run++) team.Run(work, 4);
        Assert.NotEqual(0, work.ItemsOfOthers);
        work.ItemsOfOthers = 0;

        for (var run = 0; run < 20; run++) team.Run(work, 4);

        Assert.Equal(0, work.ItemsOfOthers);
    }

    private sealed class Sleeping : IParallelWork
    {
        public int ItemsOfOthers { get; set; }

        public void Execute(int item, int worker)
        {
            if (worker == 0)
            {
                Thread.SpinWait(10_000);
                return;
            }
            ItemsOfOthers++;
            Thread.Sleep(500);
        }
    }

    private sealed class Counting(int size) : IParallelWork
    {
        private readonly int[] _times = new int[64];
        private int _done;

        public int Faulty { get; set; } = -1;

        public int Done => _done;

        public void Reset(int items)
        {
            Array.Clear(_times, 0, items);
            _done = 0;
        }

        public bool EachOnce(int items) => _times.AsSpan(0, items).IndexOfAnyExcept(1) < 0;

        public void Execute(int item, int worker)
        {
            if (item == Faulty) throw new InvalidOperationException($"item {item}");
            if ((uint)worker < (uint)size) Interlocked.Increment(ref _times[item]);
            Interlocked.Increment(ref _done);
        }
    }
}
