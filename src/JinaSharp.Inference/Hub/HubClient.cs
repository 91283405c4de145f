using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JinaSharp.Inference.Hub;

/// <summary>The requests that a hub answers: listings and files.</summary>
/// <remarks>Redirects are followed here, not by the handler: the token belongs to the hub's own origin and to no other.</remarks>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 8;
    private const int MaxListingBytes = 64 * 1024 * 1024;
    private const int MaxListingPages = 1000;

    private readonly HttpClient _http;
    private readonly Uri _hub;
    private readonly string? _token;
    private readonly bool _mayPlain;
    private readonly HubTiming _timing;

    public HubClient(Uri hub, string? token, HttpMessageHandler handler, HubTiming timing)
    {
        _timing = timing;
        _hub = hub.AbsoluteUri.EndsWith('/') ? hub : new Uri(hub.AbsoluteUri + "/");
        _token = string.IsNullOrWhiteSpace(token) ? null : token;
        _mayPlain = hub.IsLoopback;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("JinaSharp", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
    }

    public string Host => _hub.Host;

    public void Dispose() => _http.Dispose();

    /// <summary>The files of a revision, with sizes and hashes where the hub gives them.</summary>
    public async Task<HubListing> ListAsync(HubModelId model, string revision, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(Get($"api/models/{model}/revision/{Uri.EscapeDataString(revision)}?blobs=true"), model, revision, null, cancellationToken).ConfigureAwait(false);
        var info = await ReadAsync(answer, HubJsonContext.Default.HubModelInfo, model, cancellationToken).ConfigureAwait(false);
        if (info is not { Commit: { Length: > 0 } commit, Siblings: { } siblings } || !commit.All(char.IsAsciiLetterOrDigit))
            throw HubErrors.Integrity($"{Host} describes {model} without a commit or without files. Is {_hub} the address of a model hub?");
        var files = siblings.Where(sibling => sibling.Path is not null).Select(sibling => new HubFile
        {
            Path = sibling.Path!,
            Size = sibling.LargeFile?.Size ?? sibling.Size,
            Sha256 = Hash(sibling.LargeFile?.Sha256 ?? sibling.LargeFile?.ObjectId, 64),
            GitBlobId = sibling.LargeFile is null ? Hash(sibling.BlobId, 40) : null,
        }).ToList();
        if (files.Exists(file => file.Size is null || !file.HasHash)) files = await AddTreeAsync(model, commit, files, cancellationToken).ConfigureAwait(false);
        return new HubListing(commit, files);
    }

    /// <summary>Asks for what the listing left out of a file.</summary>
    public async Task<HubFile> DescribeAsync(HubModelId model, string commit, HubFile file, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Head, FileAddress(model, commit, file.Path)), model, commit, file.Path, cancellationToken).ConfigureAwait(false);
        return file with
        {
            Size = file.Size ?? answer.Size,
            Sha256 = Hash(answer.LinkedTag, 64),
            GitBlobId = Hash(answer.LinkedTag, 40),
            EntityTag = answer.LinkedTag ?? answer.EntityTag,
        };
    }

    /// <summary>Opens a file from an offset on; the server may send all of it instead.</summary>
    public Task<HubAnswer> OpenAsync(HubModelId model, string commit, HubFile file, long offset, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, FileAddress(model, commit, file.Path));
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            // A hash decides in the end; without one the server has to say that the content is still the same.
            if (!file.HasHash && file.EntityTag is { } tag) request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue($"\"{tag}\""));
        }
        return SendAsync(request, model, commit, file.Path, cancellationToken);
    }

    // The tree has sizes and hashes where the short listing has names only.
    private async Task<List<HubFile>> AddTreeAsync(HubModelId model, string commit, List<HubFile> files, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, HubTreeEntry>(StringComparer.Ordinal);
        var next = new Uri(_hub, $"api/models/{model}/tree/{commit}?recursive=true");
        for (var page = 0; next is not null; page++)
        {
            if (page == MaxListingPages) throw HubErrors.Integrity($"{Host} lists the files of {model} without end.");
            HubAnswer answer;
            try
            {
                answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, next), model, commit, null, cancellationToken).ConfigureAwait(false);
            }
            catch (JinaException exception) when (page == 0 && exception.Code == HubErrors.NotFoundCode)
            {
                return files;
            }
            using (answer)
            {
                foreach (var entry in await ReadAsync(answer, HubJsonContext.Default.ListHubTreeEntry, model, cancellationToken).ConfigureAwait(false) ?? [])
                    if (entry is { Path: not null, Type: "file" }) known[entry.Path] = entry;
                next = NextPage(answer.Response, next);
            }
        }
        return [.. files.Select(file => known.TryGetValue(file.Path, out var entry)
            ? file with
            {
                Size = file.Size ?? entry.LargeFile?.Size ?? entry.Size,
                Sha256 = file.Sha256 ?? Hash(entry.LargeFile?.ObjectId ?? entry.LargeFile?.Sha256, 64),
                GitBlobId = file.GitBlobId ?? (entry.LargeFile is null && file.Sha256 is null ? Hash(entry.ObjectId, 40) : null),
            }
            : file)];
    }

    private Uri? NextPage(HttpResponseMessage response, Uri current)
    {
        if (!response.Headers.TryGetValues("Link", out var links)) return null;
        foreach (var link in links.SelectMany(value => value.Split(',')))
        {
            var end = link.IndexOf('>', StringComparison.Ordinal);
            if (end < 0 || !link[end..].Contains("rel=\"next\"", StringComparison.Ordinal)) continue;
            var address = new Uri(current, link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..end].Trim());
            return IsHub(address) ? address : throw HubErrors.Integrity($"{Host} continues its listing on {address.Host}, which is refused.");
        }
        return null;
    }

    private async Task<HubAnswer> SendAsync(HttpRequestMessage first, HubModelId model, string revision, string? path, CancellationToken cancellationToken)
    {
        var (method, address, range, ifRange) = (first.Method, first.RequestUri!, first.Headers.Range, first.Headers.IfRange);
        first.Dispose();
        string? linkedTag = null;
        long? linkedSize = null;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Range = range;
            request.Headers.IfRange = ifRange;
            // Stored bytes, not compressed ones: sizes, ranges and hashes are about them.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            var sendsToken = _token is not null && IsHub(address) && (address.Scheme == Uri.UriSchemeHttps || _mayPlain);
            if (sendsToken) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            using var limit = CreateLimit(cancellationToken);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (IsHub(address))
            {
                linkedTag ??= Tag(Header(response, "X-Linked-ETag"), allowWeak: true);
                if (linkedSize is null && long.TryParse(Header(response, "X-Linked-Size"), out var size)) linkedSize = size;
            }
            var tag = Tag(response.Headers.TryGetValues("ETag", out var tags) ? tags.FirstOrDefault() : null, allowWeak: false);
            // The hub's own tag of a small file is its git blob id; that of a content server says nothing that we could check.
            // Asked for a description, the hub has given it with the redirect; its content servers sign addresses for reading only.
            if (method == HttpMethod.Head && IsRedirect(response.StatusCode) && linkedTag is not null && linkedSize is not null) return new HubAnswer(response, null, linkedTag, linkedSize);
            if (response.IsSuccessStatusCode) return new HubAnswer(response, tag, linkedTag ?? (IsHub(address) ? Tag(Header(response, "ETag"), allowWeak: true) : null), linkedSize);
            using (response)
            {
                if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                    throw HubErrors.FromAnswer(response, model, revision, path, sendsToken, _token is not null, _hub);
                if (redirects == MaxRedirects) throw HubErrors.Integrity($"{Host} redirects {model} more than {MaxRedirects} times.");
                var target = new Uri(address, location);
                if (target.Scheme is not ("http" or "https") || (address.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps))
                    throw HubErrors.Integrity($"{address.Host} redirects {model} to an address of kind '{target.Scheme}', which is refused.");
                address = target;
            }
        }
    }

    private async Task<T?> ReadAsync<T>(HubAnswer answer, JsonTypeInfo<T> type, HubModelId model, CancellationToken cancellationToken)
    {
        using var limit = CreateLimit(cancellationToken);
        using var buffer = new MemoryStream();
        var piece = new byte[32 * 1024];
        for (int count; (count = await answer.ReadAsync(piece, limit.Token).ConfigureAwait(false)) > 0;)
        {
            buffer.Write(piece, 0, count);
            if (buffer.Length > MaxListingBytes) throw HubErrors.Integrity($"{Host} describes {model} in more than {HubErrors.Bytes(MaxListingBytes)}.");
        }
        try
        {
            return JsonSerializer.Deserialize(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), type);
        }
        catch (JsonException exception)
        {
            throw new JinaException($"{Host} did not answer with a model's description for {model}. Is {_hub} the address of a model hub?", exception) { Code = HubErrors.IntegrityCode };
        }
    }

    // A listing, and the begin of a file, come within the time that a server may be silent.
    private CancellationTokenSource CreateLimit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timing.IdleLimit);
        return limit;
    }

    private HttpRequestMessage Get(string relative) => new(HttpMethod.Get, new Uri(_hub, relative));

    private Uri FileAddress(HubModelId model, string commit, string path) =>
        new(_hub, $"{model}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private bool IsHub(Uri address) => Uri.Compare(address, _hub, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Tag(string? value, bool allowWeak)
    {
        if (value is null) return null;
        if (value.StartsWith("W/", StringComparison.Ordinal))
        {
            if (!allowWeak) return null;
            value = value[2..];
        }
        var tag = value.Trim().Trim('"');
        return tag.Length is > 0 and <= 256 && tag.All(c => c is > ' ' and < '\x7f' and not '"') ? tag : null;
    }

    private static string? Hash(string? value, int length) =>
        value?.Length == length && value.All(char.IsAsciiHexDigit) ? value.ToLowerInvariant() : null;
}
