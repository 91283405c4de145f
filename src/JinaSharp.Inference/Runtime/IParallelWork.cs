namespace JinaSharp.Inference.Runtime;

/// <summary>Work that a <see cref="WorkerTeam"/> cuts into items.</summary>
internal interface IParallelWork
{
    /// <summary>Does one item. Items of one run are independent of each other.</summary>
    /// <param name="item">The item, from zero.</param>
    /// <param name="worker">The worker, from zero, below the size of the team: the key to scratch memory of its own.</param>
    void Execute(int item, int worker);
}
