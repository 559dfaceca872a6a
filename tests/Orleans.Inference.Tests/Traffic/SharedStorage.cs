using System.Collections.Concurrent;
using Orleans.Storage;

namespace Orleans.Inference.Tests.Traffic;

/// <summary>A grain storage that outlives the clusters that use it, and keeps what it is given as durable ones do.</summary>
internal sealed class SharedStorage
{
    private readonly ConcurrentDictionary<string, (BinaryData Data, string ETag)> _stored = new();

    public bool IsEmpty => _stored.IsEmpty;

    public IGrainStorage For(IGrainStorageSerializer serializer) => new Storage(this, serializer);

    private sealed class Storage(SharedStorage shared, IGrainStorageSerializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (!shared._stored.TryGetValue(Key(stateName, grainId), out var stored)) return Task.CompletedTask;
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(stored.Data), stored.ETag, true);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            (grainState.ETag, grainState.RecordExists) = ($"{Guid.NewGuid()}", true);
            shared._stored[Key(stateName, grainId)] = (serializer.Serialize(grainState.State), grainState.ETag);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
    }
}
