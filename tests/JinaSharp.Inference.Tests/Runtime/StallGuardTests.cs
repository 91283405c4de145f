using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Tests.Runtime;

public sealed class StallGuardTests
{
    [Fact]
    public void Shared_UsualWaiting_KeepsSharing()
    {
        var guard = new StallGuard(slack: 100);

        guard.Shared(now: 5000, waited: 600, usual: 500);

        Assert.False(guard.WorksAlone(5000));
    }

    [Fact]
    public void Shared_AStall_RestsForAFewTimesAsLong()
    {
        var guard = new StallGuard(slack: 100);

        guard.Shared(now: 5000, waited: 1000, usual: 500);

        Assert.True(guard.WorksAlone(5000));
        Assert.True(guard.WorksAlone(8999));
        Assert.False(guard.WorksAlone(9000));
    }

    [Fact]
    public void Shared_StallsAfterEachRest_RestsLongerUpToALimit()
    {
        var guard = new StallGuard(slack: 0);
        List<long> rests = [];
        var now = 0L;
        for (var i = 0; i < 6; i++)
        {
            guard.Shared(now, waited: 10, usual: 0);
            var began = now;
            while (guard.WorksAlone(now)) now++;
            rests.Add(now - began);
        }

        Assert.Equal([40, 80, 160, 320, 320, 320], rests);
    }

    [Fact]
    public void Shared_AStallLongAfterTheLast_RestsShortlyAgain()
    {
        var guard = new StallGuard(slack: 0);
        guard.Shared(now: 0, waited: 10, usual: 0);
        guard.Shared(now: 50, waited: 10, usual: 0);

        guard.Shared(now: 1000, waited: 10, usual: 0);

        Assert.False(guard.WorksAlone(1040));
    }
}
