namespace Orleans.Inference.Silo.Configuration;

/// <summary>What a role says of the settings.</summary>
internal static class RoleSettings
{
    private const string Auto = "auto", None = "none";

    /// <summary>Finds devices given to a process that has none. <c>auto</c> and <c>none</c> fit every role: they let silos and gateways share a file.</summary>
    public static IEnumerable<string> Check(SettingNode settings, Role role)
    {
        if (role != Role.Gateway || settings.Find(SettingKeys.Devices) is not { Origin: not null } devices) yield break;
        if (devices is { Value: null or Auto or None, Children.Count: 0 }) yield break;
        var said = devices.Value is { } value ? Problem.Quote(value) : "a list";
        yield return $"{Problem.At(devices)} is {said}; a gateway has no devices: it must be {Auto} or {None}, or start without the word gateway.";
    }

    /// <summary>A gateway has no device, whatever is found on the machine.</summary>
    public static void Apply(SettingNode settings, Role role)
    {
        if (role == Role.Gateway) settings.Descend(SettingKeys.Devices).Set(None, SettingsLayer.Defaults);
    }
}
