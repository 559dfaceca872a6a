using System.Collections.Immutable;

namespace Orleans.Inference.Models;

/// <summary>Checks a request against a model before it enters a queue, so that one bad request never spoils a batch.</summary>
internal static class InputValidation
{
    /// <summary>The request's tensors in the order of the model's inputs.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="mayBeDetached">Whether only types and shapes need be there.</param>
    /// <exception cref="InvalidInputException">A tensor is missing, unknown, given twice, or of the wrong type or shape.</exception>
    public static Tensor[] OrderInputs(InferenceRequest request, ModelMetadata model, bool mayBeDetached = false)
    {
        if (request.Inputs.IsDefaultOrEmpty) throw new InvalidInputException("inputs", Names(model.Inputs), "none");
        var ordered = new Tensor[model.Inputs.Length];
        foreach (var (name, tensor) in request.Inputs)
        {
            var index = IndexOf(model.Inputs, name);
            if (index < 0) throw new InvalidInputException("input name", Names(model.Inputs), $"'{name}'");
            if (tensor is null) throw new InvalidInputException($"input '{model.Inputs[index].Name}'", model.Inputs[index].ToString(), "null");
            if (ordered[index] is not null) throw new InvalidInputException($"input '{model.Inputs[index].Name}'", "one tensor", "several");
            if (tensor.IsDetached && !mayBeDetached) throw new InvalidInputException($"input '{model.Inputs[index].Name}'", "a tensor with its elements", $"{tensor} without them");
            ordered[index] = tensor;
        }

        for (var i = 0; i < ordered.Length; i++)
        {
            var spec = model.Inputs[i];
            if (ordered[i] is null) throw new InvalidInputException("inputs", Names(model.Inputs), $"no '{spec.Name}'");
            CheckShape(spec, ordered[i]);
        }

        if (ordered.Length > 1) CheckSymbols(model, ordered);
        return ordered;
    }

    /// <summary>The outputs wanted, as indexes into the model's.</summary>
    /// <exception cref="InvalidInputException">An output is unknown or named twice.</exception>
    public static int[] SelectOutputs(InferenceRequest request, ModelMetadata model, int[] all)
    {
        if (request.Outputs.IsDefaultOrEmpty) return all;
        var selected = new int[request.Outputs.Length];
        for (var i = 0; i < selected.Length; i++)
        {
            var index = IndexOf(model.Outputs, request.Outputs[i]);
            if (index < 0) throw new InvalidInputException("output name", Names(model.Outputs), $"'{request.Outputs[i]}'");
            if (selected.AsSpan(0, i).Contains(index)) throw new InvalidInputException($"output '{request.Outputs[i]}'", "to be named once", "it several times");
            selected[i] = index;
        }

        return selected;
    }

    private static int IndexOf(ImmutableArray<TensorSpec> specs, string? name)
    {
        if (string.IsNullOrEmpty(name)) return specs.Length == 1 ? 0 : -1;
        for (var i = 0; i < specs.Length; i++)
        {
            if (specs[i].Name == name) return i;
        }

        return -1;
    }

    private static void CheckShape(TensorSpec spec, Tensor tensor)
    {
        var fits = tensor.ElementType == spec.ElementType && tensor.Shape.Length == spec.Shape.Length;
        for (var i = 0; fits && i < spec.Shape.Length; i++) fits = spec.Shape[i].IsVariable || spec.Shape[i].Size == tensor.Shape[i];
        if (!fits) throw new InvalidInputException($"input '{spec.Name}'", spec.ToString(), tensor.ToString());
        if (spec.Shape is [{ IsVariable: true }, ..] && tensor.Shape[0] == 0)
        {
            throw new InvalidInputException($"input '{spec.Name}'", $"{spec} with at least 1 row", tensor.ToString());
        }
    }

    private static void CheckSymbols(ModelMetadata model, Tensor[] inputs)
    {
        var sizes = new Dictionary<string, (long Size, string Input)>(StringComparer.Ordinal);
        for (var i = 0; i < inputs.Length; i++)
        {
            var spec = model.Inputs[i];
            for (var d = 0; d < spec.Shape.Length; d++)
            {
                if (spec.Shape[d].Symbol is not { } symbol) continue;
                var size = inputs[i].Shape[d];
                if (sizes.TryAdd(symbol, (size, spec.Name)) || sizes[symbol].Size == size) continue;
                throw new InvalidInputException($"input '{spec.Name}'", $"{spec} with {symbol} = {sizes[symbol].Size} as in '{sizes[symbol].Input}'", inputs[i].ToString());
            }
        }
    }

    private static string Names(ImmutableArray<TensorSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
}
