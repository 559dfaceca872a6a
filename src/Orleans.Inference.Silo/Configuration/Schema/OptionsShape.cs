using System.Globalization;
using System.Net;
using System.Reflection;

namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>Derives shapes from options classes: the keys are the properties that the configuration binder can set.</summary>
internal static class OptionsShape
{
    private static readonly Dictionary<Type, ValueShape> Values = new()
    {
        [typeof(string)] = ValueShape.Text,
        [typeof(bool)] = ValueShape.OneOf("true", "false"),
        [typeof(double)] = new("a number, such as 12.5", static value =>
            double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)),
        // TimeSpan.Parse reads a bare number as days, and 25:00:00 too: nobody means that.
        [typeof(TimeSpan)] = new("a time as [days.]hours:minutes:seconds, such as 00:00:30", static value =>
            value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out _)),
        // IPAddress.Parse reads a bare number as an address.
        [typeof(IPAddress)] = new("an IP address", static value => value.AsSpan().ContainsAny('.', ':') && IPAddress.TryParse(value, out _)),
        [typeof(IPEndPoint)] = new("an IP address and port, such as 10.0.0.5:11111", static value =>
            value.AsSpan().ContainsAny('.', ':') && IPEndPoint.TryParse(value, out var endpoint) && endpoint.Port > 0),
    };

    /// <summary>The keys of one class, or of several that read the same section.</summary>
    public static SectionShape Of(params IEnumerable<Type> options)
    {
        Dictionary<string, SettingShape> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach (var property in options.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)))
        {
            if (!property.IsDefined(typeof(ObsoleteAttribute)) && ShapeOf(property) is { } shape) keys.TryAdd(property.Name, shape);
        }

        return new(keys);
    }

    private static SettingShape? ShapeOf(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (DictionaryValue(type) is { } value) return ShapeOf(value) is { } each ? new NamedShape(each) : null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>)) return ShapeOf(type.GenericTypeArguments[0]) is { } item ? new ListShape(item) : null;
        return property.SetMethod is { IsPublic: true } ? ShapeOf(type) : null;
    }

    private static SettingShape? ShapeOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Values.TryGetValue(type, out var known)) return known;
        if (type.IsEnum) return ValueShape.OneOf(Enum.GetNames(type));
        if (type == typeof(int)) return ValueShape.Integer<int>();
        if (type == typeof(long)) return ValueShape.Integer<long>();
        if (type == typeof(uint)) return ValueShape.Integer<uint>();
        if (type == typeof(ushort)) return ValueShape.Integer<ushort>();
        var isOptions = type is { IsAbstract: false, IsGenericType: false } && !typeof(Delegate).IsAssignableFrom(type)
            && (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null);
        return isOptions ? Of(type) : null;
    }

    private static Type? DictionaryValue(Type type) => type.GetInterfaces().Append(type)
        .Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        .Select(dictionary => dictionary.GenericTypeArguments)
        .FirstOrDefault(arguments => arguments[0] == typeof(string))?[1];
}
