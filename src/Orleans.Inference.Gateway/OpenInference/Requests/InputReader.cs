using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads an input of a request, its keys in any order.</summary>
internal ref struct InputReader
{
    private readonly int _index;
    private string? _name;
    private string? _datatype;
    private long[]? _shape;
    private Utf8JsonReader _data;
    private JsonBody _dataBody;
    private bool _hasData;
    private long? _binarySize;
    private Tensor? _tensor;

    private InputReader(int index) => _index = index;

    private readonly string Subject => _name is null ? $"inputs[{_index}]" : $"input '{_name}'";

    /// <param name="json">The body, at the start of the input.</param>
    /// <param name="index">Which input it is, from 0.</param>
    /// <param name="body">The text of the body.</param>
    /// <param name="binary">What is to come behind the JSON; <see langword="null"/> where the tensor is in it.</param>
    public static NamedTensor Read(ref Utf8JsonReader json, int index, ref JsonBody body, out BinaryInput? binary)
    {
        json.ExpectStart(JsonTokenType.StartObject, $"inputs[{index}]");
        var input = new InputReader(index);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) input.ReadKey(ref json, ref body);
        return input.Finish(out binary);
    }

    private void ReadKey(ref Utf8JsonReader json, ref JsonBody body)
    {
        if (json.IsKey("name"u8))
        {
            ThrowIfTwice(_name is not null, "name");
            _name = json.ReadText($"name of {Subject}");
        }
        else if (json.IsKey("datatype"u8))
        {
            ThrowIfTwice(_datatype is not null, "datatype");
            _datatype = json.ReadText($"datatype of {Subject}");
        }
        else if (json.IsKey("shape"u8))
        {
            ThrowIfTwice(_shape is not null, "shape");
            _shape = ShapeReader.Read(ref json, Subject);
        }
        else if (json.IsKey("data"u8))
        {
            ThrowIfTwice(_hasData, "data");
            ReadData(ref json, ref body);
        }
        else if (json.IsKey("parameters"u8))
        {
            ReadParameters(ref json);
        }
        else
        {
            json.ReadPast();
        }
    }

    private void ReadData(ref Utf8JsonReader json, ref JsonBody body)
    {
        _hasData = true;
        json.ReadStart(JsonTokenType.StartArray, $"data of {Subject}");
        if (_name is not null && _datatype is not null && _shape is not null)
        {
            _tensor = ReadTensor(ref json, ref body);
            return;
        }

        // What the numbers are is said further on: come back to them then.
        _data = json;
        _dataBody = body;
        json.Skip();
    }

    private void ReadParameters(ref Utf8JsonReader json)
    {
        if (!json.ReadOptionalStart(JsonTokenType.StartObject, $"parameters of {Subject}")) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("binary_data_size"u8)) _binarySize = json.ReadCount($"parameter 'binary_data_size' of {Subject}", long.MaxValue);
            else if (json.IsKey(SharedMemory.Region)) throw SharedMemory.Refuse(Subject);
            else json.ReadPast();
        }
    }

    private NamedTensor Finish(out BinaryInput? binary)
    {
        binary = null;
        if (_name is null) throw Missing("name");
        if (_datatype is null) throw Missing("datatype");
        if (_shape is null) throw Missing("shape");
        if (_binarySize is { } size) return FinishBinary(size, out binary);
        if (!_hasData) throw Missing("data");
        return new(_name, _tensor ?? ReadTensor(ref _data, ref _dataBody));
    }

    private readonly NamedTensor FinishBinary(long size, out BinaryInput? binary)
    {
        if (_hasData) throw new InvalidInputException(Subject, "either the key 'data' or the parameter 'binary_data_size'", "both");
        var (type, length) = TensorReader.Describe(Subject, _datatype!, _shape!);
        BinaryTensor.CheckSize($"parameter 'binary_data_size' of {Subject}", type, _shape, length, size);
        binary = new(_index, _name!, type, _shape!, length, (int)size);
        return new(_name!, null!); // the tensor is made when its elements come
    }

    private readonly Tensor ReadTensor(ref Utf8JsonReader data, ref JsonBody body) => TensorReader.Read(ref data, Subject, _datatype!, _shape!, ref body);

    private readonly InvalidInputException Missing(string key) => new(Subject, $"the key '{key}'", "none");

    private readonly void ThrowIfTwice(bool isThere, string key)
    {
        if (isThere) throw new InvalidInputException(Subject, $"the key '{key}' once", "it twice");
    }
}
