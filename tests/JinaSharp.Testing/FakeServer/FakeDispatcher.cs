using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>Finds the handler of a request.</summary>
internal sealed class FakeDispatcher
{
    private readonly FakeClassifiers _classifiers = new();
    private readonly FakeBatches _batches = new();

    public FakeReply Answer(FakeRequest request)
    {
        var path = request.Context.Request.Path.Value ?? "/";
        var method = request.Context.Request.Method;
        var post = HttpMethods.IsPost(method);
        if (path == "/v1/embeddings" && post) return FakeEmbeddings.Answer(request);
        if (path == "/v1/rerank" && post) return FakeReranking.Answer(request);
        if (path == "/v1/classify" && post) return _classifiers.Classify(request);
        if (path == "/v1/train" && post) return _classifiers.Train(request);
        if (path == "/v1/classifiers") return _classifiers.List();
        if (path.StartsWith("/v1/classifiers/", StringComparison.Ordinal) && HttpMethods.IsDelete(method)) return _classifiers.Delete(path["/v1/classifiers/".Length..]);
        if (path is "/v1/segment" or "/segment/" or "/segment") return FakeSegmenter.Answer(request);
        if (path.StartsWith("/v1/batch", StringComparison.Ordinal)) return _batches.Answer(request, path, method);
        if (path is "/health" or "/live" or "/ready") return FakeReply.Json("""{"status":"ok"}""");
        if (path.StartsWith("/v1/models", StringComparison.Ordinal)) return FakeModels.Answer(path);
        if (path.StartsWith("/r/", StringComparison.Ordinal)) return FakeReader.Read(request);
        if (path == FakeReader.PicturePath) return FakeReader.Picture();
        if (path.StartsWith("/s/", StringComparison.Ordinal)) return FakeReader.Search(request);
        if (path.StartsWith("/g/", StringComparison.Ordinal)) return FakeReader.Ground(request);
        if (path == "/deepsearch/v1/chat/completions" && post) return FakeDeepSearch.Answer(request);
        throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "Not Found");
    }
}
