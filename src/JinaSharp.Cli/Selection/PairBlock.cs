namespace JinaSharp.Cli.Selection;

/// <summary>Takes a block of similarities.</summary>
/// <param name="state">What the thread adds up in.</param>
/// <param name="row">The first row.</param>
/// <param name="column">The first column.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="similarities"><c>[row][column]</c>.</param>
internal delegate void PairBlock<in T>(T state, int row, int column, int columns, ReadOnlySpan<float> similarities);
