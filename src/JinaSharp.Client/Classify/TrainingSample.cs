using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>An example of a label.</summary>
/// <param name="Content">A text, or an image where the model takes one.</param>
/// <param name="Label">Its label.</param>
public sealed record TrainingSample(AIContent Content, string Label)
{
    /// <summary>An example text of a label.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">Its label.</param>
    public TrainingSample(string text, string label) : this(new TextContent(text), label)
    {
    }
}
