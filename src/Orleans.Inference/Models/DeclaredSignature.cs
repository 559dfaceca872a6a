using System.Collections.Immutable;

namespace Orleans.Inference.Models;

/// <summary>Inputs and outputs as a file beside the model declares them.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Inputs">The inputs it names.</param>
/// <param name="Outputs">The outputs it names; the model may have more.</param>
internal sealed record DeclaredSignature(string File, ImmutableArray<DeclaredTensor> Inputs, ImmutableArray<DeclaredTensor> Outputs)
{
    /// <summary>Compares it with what the model's file says.</summary>
    /// <exception cref="ModelLoadException">They differ; both sides are in the message.</exception>
    public void Check(ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs)
    {
        Check("input", Inputs, inputs);
        Check("output", Outputs, outputs);
    }

    private void Check(string what, ImmutableArray<DeclaredTensor> declared, ImmutableArray<TensorSpec> actual)
    {
        foreach (var wanted in declared)
        {
            var found = actual.FirstOrDefault(candidate => candidate.Name == wanted.Name) ?? throw new ModelLoadException(
                $"{File} has the {what} '{wanted.Name}'; the {what}s of the model are: {string.Join(", ", actual.Select(candidate => candidate.Name))}");
            if (!wanted.Agrees(found)) throw new ModelLoadException($"{File} says that the {what} '{wanted.Name}' is {wanted}; in the model it is {found}");
        }
    }
}
