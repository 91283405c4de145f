using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>Pairs of query and document, one or several windows a document; a document's logit is that of its best window.</summary>
internal sealed class RerankJob(ClassificationHead head, IReadOnlyList<RerankPair> pairs, int documents) : EncodeJob
{
    public override int Count => pairs.Count;

    public float[] Logits { get; } = [.. Enumerable.Repeat(float.NegativeInfinity, documents)];

    public override int Length(int text) => pairs[text].Ids.Length;

    public override void AddTo(PackedBatch batch, int text) => batch.Add(pairs[text].Ids, pairs[text].TypeIds);

    public override void Consume(EncoderSession session, int text, int firstRow)
    {
        ref var logit = ref Logits[pairs[text].Document];
        logit = MathF.Max(logit, head.Logit(session.State(firstRow)));
    }
}
