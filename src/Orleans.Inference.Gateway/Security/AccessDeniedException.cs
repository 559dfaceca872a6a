using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.Security;

/// <summary>A request that its key, or the lack of one, does not allow.</summary>
internal sealed class AccessDeniedException(int status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The status over HTTP: 401, 403 or 429.</summary>
    public int Status => status;

    /// <summary>When to come back, if that is known.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    public static AccessDeniedException NoKey() => new(
        StatusCodes.Status401Unauthorized, "An API key is needed: send the header 'Authorization: Bearer KEY'.");

    public static AccessDeniedException UnknownKey() => new(StatusCodes.Status401Unauthorized, "The API key given is not known here.");

    public static AccessDeniedException Lacks(AccessScope needed, ApiKey key) => new(
        StatusCodes.Status403Forbidden, $"This needs an API key with the scope '{NameOf(needed)}'; the key '{key.Name}' has {string.Join(" and ", NamesOf(key.Scopes))}.");

    private static IEnumerable<string> NamesOf(AccessScope scopes) =>
        from scope in (AccessScope[])[AccessScope.Infer, AccessScope.Manage]
        where scopes.HasFlag(scope)
        select $"'{NameOf(scope)}'";

    private static string NameOf(AccessScope scope) => scope == AccessScope.Manage ? "manage" : "infer";
}
