using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads elements, nested or flat, into an array of just the right size.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TElement">How one is read; a type, so that the loops are compiled for each.</typeparam>
internal ref struct ElementReader<T, TElement>
    where TElement : IJsonElement<T>
{
    private readonly ElementTarget _target;
    private readonly T[] _elements;
    private int _count;

    private ElementReader(ElementTarget target)
    {
        _target = target;
        _elements = GC.AllocateUninitializedArray<T>((int)target.Length);
    }

    /// <summary>Reads the array that <paramref name="json"/> is at the start of.</summary>
    public static T[] Read(ref Utf8JsonReader json, ref JsonBody body, ElementTarget target)
    {
        if (!target.IsPlausible) throw target.WrongLength(CountElements(json));
        if (target.Length > int.MaxValue / Unsafe.SizeOf<T>()) throw target.TooLarge();
        var reader = new ElementReader<T, TElement>(target);
        if (body.TryReadElements<T, TElement>(ref json, reader._elements)) return reader._elements;
        var first = json;
        first.Read();
        if (first.TokenType == JsonTokenType.StartArray && target.Shape.Length > 1) reader.ReadNested(ref json, 0);
        else reader.ReadFlat(ref json);
        return reader._elements;
    }

    private void ReadFlat(ref Utf8JsonReader json)
    {
        var start = json;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (_count == _elements.Length) throw _target.WrongLength(CountElements(start));
            ReadElement(ref json);
        }

        if (_count < _elements.Length) throw _target.WrongLength(_count);
    }

    private void ReadNested(ref Utf8JsonReader json, int dimension)
    {
        var start = json;
        var before = _count;
        var expected = _target.Shape[dimension];
        var isInnermost = dimension == _target.Shape.Length - 1;
        var given = 0L;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; given++)
        {
            if (given == expected) throw _target.Ragged(dimension, CountItems(start), before);
            if (isInnermost) ReadElement(ref json);
            else ReadInner(ref json, dimension + 1);
        }

        if (given < expected) throw _target.Ragged(dimension, given, before);
    }

    private void ReadInner(ref Utf8JsonReader json, int dimension)
    {
        json.ExpectStart(JsonTokenType.StartArray, $"{_target.Subject} at element {_count}");
        ReadNested(ref json, dimension);
    }

    private void ReadElement(ref Utf8JsonReader json)
    {
        if (!TElement.TryRead(ref json, out _elements[_count]))
        {
            throw json.Unexpected($"{_target.Subject} at element {_count}", $"{TElement.Allowed} ({_target.Datatype})");
        }

        _count++;
    }

    private static long CountElements(Utf8JsonReader json)
    {
        var count = 0L;
        var outside = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > outside)
        {
            if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray)) count++;
        }

        return count;
    }

    private static long CountItems(Utf8JsonReader json)
    {
        var count = 0L;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; count++) json.Skip();
        return count;
    }
}
