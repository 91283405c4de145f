using System.Runtime.ExceptionServices;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Work on all processors that fails as it would have one after another.</summary>
internal static class InOrder
{
    /// <summary>Runs an action for each number from 0 on. Of several errors the one of the lowest number is thrown.</summary>
    public static void Run(int count, Action<int> action)
    {
        if (count < 2 || Environment.ProcessorCount == 1)
        {
            for (var i = 0; i < count; i++) action(i);
            return;
        }
        var errors = new ExceptionDispatchInfo?[count];
        Parallel.For(0, count, (i, state) =>
        {
            try
            {
                action(i);
            }
            catch (Exception error)
            {
                errors[i] = ExceptionDispatchInfo.Capture(error);
                // Lower numbers are still worked on.
                state.Break();
            }
        });
        Array.Find(errors, error => error is not null)?.Throw();
    }
}
