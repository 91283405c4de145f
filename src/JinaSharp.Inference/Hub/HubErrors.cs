using System.Globalization;
using System.Net;

namespace JinaSharp.Inference.Hub;

/// <summary>What goes wrong between here and a hub, in words that say what to do. No message holds a token or a signed address.</summary>
internal static class HubErrors
{
    public const string AccessCode = "hub_access";
    public const string NotFoundCode = "hub_not_found";
    public const string UnavailableCode = "hub_unavailable";
    public const string OfflineCode = "hub_offline";
    public const string IntegrityCode = "hub_integrity";
    public const string UnsafeCode = "hub_unsafe";
    public const string DiskCode = "hub_disk";
    private const int MaxServerWords = 200;

    /// <summary>The error of an answer that is no success.</summary>
    public static JinaException FromAnswer(HttpResponseMessage response, HubModelId model, string revision, string? path, bool tokenSent, bool tokenHeld, Uri hub)
    {
        var host = response.RequestMessage?.RequestUri?.Host ?? hub.Host;
        var reason = Header(response, "X-Error-Code");
        var what = path is null ? model.Value : $"{model}/{path}";
        var words = Header(response, "X-Error-Message") is { } text ? $" It says: {text}" : "";
        var message = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when tokenSent => $"{host} does not accept the token for {what}. Check the token in {Variables}, and that it may read this model.{words}",
            HttpStatusCode.Unauthorized when tokenHeld => $"{host} asks for a token for {what}, but it was not sent: tokens go over https only. Use an https address.{words}",
            HttpStatusCode.Unauthorized => $"{host} has no public model {model}. Check the id; for a private or gated model put a token into {Variables}.{words}",
            HttpStatusCode.Forbidden when reason == "GatedRepo" || path is null => $"{model} is gated, or the token may not read it. Accept its terms at {new Uri(hub, model.Value)} and put your token into {Variables}.{words}",
            HttpStatusCode.Forbidden => $"{host} refuses {what} (403).{words}",
            HttpStatusCode.NotFound when reason == "RevisionNotFound" => $"{model} has no revision '{revision}' on {host}. Branches, tags and commits are revisions; 'main' is the usual one.{words}",
            HttpStatusCode.NotFound when path is not null => $"{host} has no file {what} at revision '{revision}'.{words}",
            HttpStatusCode.NotFound => $"{host} has no model {model}. Check the id, and the revision '{revision}'.{words}",
            _ => $"{host} answered {(int)response.StatusCode} for {what}.{words}",
        };
        var transient = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
        return transient
            ? new HubBusyException(message, response.Headers.RetryAfter?.Delta) { IsTransient = true, Code = UnavailableCode }
            : new JinaException(message) { Code = response.StatusCode == HttpStatusCode.NotFound ? NotFoundCode : AccessCode };
    }

    /// <summary>The network failed.</summary>
    public static JinaException Broken(string what, string host, Exception cause) =>
        new($"{what} could not be read from {host}: {cause.Message.TrimEnd('.')}. Run the same call again to continue.", cause) { Code = UnavailableCode, IsTransient = true };

    /// <summary>What arrived is not what the hub promised.</summary>
    public static JinaException Integrity(string message) => new(message) { Code = IntegrityCode };

    private static string Variables => string.Join(" or ", ModelHubDefaults.TokenVariables);

    public static string Bytes(long count) => count switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{count} bytes"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:F0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F0} MB"),
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value[..Math.Min(value.Length, MaxServerWords)] : null;
}
