namespace JinaSharp.Inference.Runtime;

/// <summary>Decides when a team's caller works alone, because a neighbour takes the processor from workers that hold items.</summary>
/// <remarks>
/// A worker that loses its processor comes back after some milliseconds, and the others wait for its item; a forward pass has dozens of runs, and
/// two threads beside a busy neighbour took up to 2.5 times as long as one. After such a stall the caller does without the others for a
/// few times as long as it waited, and for longer when the next try stalls as well; benchmark "encoder" beside a busy process. Times
/// are in ticks of any clock.
/// </remarks>
internal sealed class StallGuard(long slack)
{
    private const int FirstRest = 4, LongestRest = 32, SoonAfter = 8;

    private long _until = long.MinValue / 2;
    private int _rest = FirstRest;

    /// <summary>Whether the caller should not share its next run.</summary>
    public bool WorksAlone(long now) => now < _until;

    /// <summary>A shared run is over.</summary>
    /// <param name="now">The end.</param>
    /// <param name="waited">How long the first worker without items waited for the last.</param>
    /// <param name="usual">The longest time that it may have to wait in a run that nobody disturbs.</param>
    public void Shared(long now, long waited, long usual)
    {
        if (waited <= usual + slack) return;
        _rest = now - _until < SoonAfter * waited ? Math.Min(2 * _rest, LongestRest) : FirstRest;
        _until = now + _rest * waited;
    }
}
