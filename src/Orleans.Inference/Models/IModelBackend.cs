namespace Orleans.Inference;

/// <summary>
/// What executes models: ONNX Runtime, or C# code. Registered in dependency injection as a singleton; a model is loaded by the backend that its
/// <see cref="ModelConfiguration.Backend"/> names.
/// </summary>
public interface IModelBackend
{
    /// <summary>The name by which a <c>model.json</c> chooses this backend, such as <c>onnxruntime</c>.</summary>
    string Name { get; }

    /// <summary>The models that are there without a folder in the repository, because they are code. None by default.</summary>
    IReadOnlyList<ModelDefinition> Models => [];

    /// <summary>
    /// The devices of a kind that this backend can use in this process, in the order of their numbers: none where the build or the machine lacks what it takes.
    /// Each is said by what identifies the hardware in every process of the host, such as a UUID, by which silos see that they want the same one. Every backend
    /// can use the processor, which is not asked for here. None by default.
    /// </summary>
    /// <param name="kind">The kind of device.</param>
    IReadOnlyList<string> FindDevices(DeviceKind kind) => [];

    /// <summary>Loads a model. Called off every grain's scheduler; may take minutes.</summary>
    /// <param name="model">What to load.</param>
    /// <param name="device">The device that runs it.</param>
    /// <param name="cancellationToken">Gives up: the silo stops.</param>
    /// <exception cref="ModelLoadException">The model cannot be served; the message is for the operator.</exception>
    Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken);
}
