using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Tests.Runtime;

public sealed class PanelShareTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Claim_WorkersInAnyOrder_GiveEveryPanelOnceAndFollowTheirStep(int workers)
    {
        var random = new Random(1);
        for (var panels = 0; panels < 40; panels++)
        {
            var share = new PanelShare(panels, workers);
            List<int> claimed = [];
            var ends = new int[2][];
            for (var i = 0; i < panels; i++)
            {
                var worker = random.Next(workers);
                var (panel, step) = share.Claim(worker);
                claimed.Add(panel);
                // Of the workers that share a direction, each claim is one further.
                if (ends[worker % 2] is { } last) Assert.Equal(last[0] + Math.Sign(step), panel);
                Assert.Equal(worker % 2 == 0 ? (workers + 1) / 2 : -(workers / 2), step);
                ends[worker % 2] = [panel];
            }
            Assert.Equal(Enumerable.Range(0, panels), claimed.Order());
        }
    }
}
