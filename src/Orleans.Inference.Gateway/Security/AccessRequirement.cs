namespace Orleans.Inference.Gateway.Security;

/// <summary>What an endpoint asks of its callers' keys; without one it is <see cref="AccessScope.Infer"/>.</summary>
/// <param name="Scope">The scope; <see cref="AccessScope.None"/> where no key is needed.</param>
internal sealed record AccessRequirement(AccessScope Scope);
