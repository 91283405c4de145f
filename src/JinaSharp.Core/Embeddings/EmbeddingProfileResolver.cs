using Microsoft.Extensions.AI;

namespace JinaSharp.Embeddings;

/// <summary>Finds the profile of the vectors that a generator gives for a call.</summary>
internal static class EmbeddingProfileResolver
{
    /// <summary>From what the call says, else the generator's own profile, else its metadata, else the catalogue.</summary>
    /// <returns>The profile; <see cref="EmbeddingProfile.Dimensions"/> is 0 and the model empty where nobody knows them.</returns>
    public static EmbeddingProfile Resolve(IEmbeddingGenerator generator, EmbeddingCall call)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        var own = generator.GetService(typeof(EmbeddingProfile)) as EmbeddingProfile;
        var model = call.ModelId ?? own?.Model ?? metadata?.DefaultModelId ?? "";
        if (own?.Model != model) own = null;
        var card = ModelCatalog.Find(model);
        var task = card?.AcceptsAnyTask is true ? null : call.Task ?? card?.DefaultTask;
        return new EmbeddingProfile
        {
            Model = model,
            Dimensions = call.Dimensions ?? own?.Dimensions ?? (model == metadata?.DefaultModelId ? metadata.DefaultModelDimensions : null) ?? card?.Dimensions ?? 0,
            TaskFamily = task?.Family ?? own?.TaskFamily ?? "",
            EmbeddingType = call.EmbeddingType ?? own?.EmbeddingType ?? EmbeddingType.Float,
            Normalized = call.Normalized ?? own?.Normalized ?? true,
            MultiVector = call.ReturnMultiVector ?? own?.MultiVector ?? card?.MultiVector == MultiVectorSupport.Always,
        };
    }
}
