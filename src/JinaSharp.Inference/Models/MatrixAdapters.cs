namespace JinaSharp.Inference.Models;

/// <summary>The adapters of one matrix.</summary>
/// <param name="First">A of all tasks below each other, <c>[tasks * rank, inputs]</c>.</param>
/// <param name="Second">B of each task, <c>[outputs, rank]</c>, scaled.</param>
internal sealed record MatrixAdapters(MatrixSource First, MatrixSource[] Second);
