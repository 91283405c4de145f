using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>Texts, images, audio and video that together get one vector. Omni models take it.</summary>
public sealed class JinaFusedContent : AIContent
{
    /// <summary>Creates a group.</summary>
    /// <param name="parts">The members, in order.</param>
    public JinaFusedContent(IReadOnlyList<AIContent> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("A fused group needs at least one member.", nameof(parts));
        Parts = [.. parts];
    }

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<AIContent> Parts { get; }
}
