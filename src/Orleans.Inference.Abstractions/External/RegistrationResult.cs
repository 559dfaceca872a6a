namespace Orleans.Inference;

/// <summary>What became of the registration of an external worker.</summary>
/// <param name="Outcome">Whether it is registered.</param>
/// <param name="Reason">Why not, for people; empty where it is.</param>
[GenerateSerializer, Immutable, Alias("inference.RegistrationResult")]
public readonly record struct RegistrationResult(RegistrationOutcome Outcome, string Reason = "");

/// <summary>Whether an external worker was registered.</summary>
public enum RegistrationOutcome : byte
{
    /// <summary>It is registered.</summary>
    Registered = 0,

    /// <summary>Nothing may be registered at its address.</summary>
    NotAllowed = 1,

    /// <summary>It was to be asked for its models, and did not tell them.</summary>
    NoAnswer = 2,
}
