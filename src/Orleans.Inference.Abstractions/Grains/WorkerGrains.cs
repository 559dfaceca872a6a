namespace Orleans.Inference;

/// <summary>Finds the grain of a worker: there are two kinds, and the worker's name says which.</summary>
public static class WorkerGrains
{
    /// <summary>The type of the grains of workers that own a device.</summary>
    public const string DeviceWorkerType = "inference.worker";

    /// <summary>The type of the grains of external workers.</summary>
    public const string ExternalWorkerType = "inference.external-worker";

    extension(IGrainFactory grains)
    {
        /// <summary>The grain of a worker.</summary>
        /// <param name="worker">The worker.</param>
        public IWorkerGrain GetWorker(WorkerId worker) => grains.GetGrain<IWorkerGrain>(IdOf(worker));

        /// <summary>The side of a worker that takes text.</summary>
        /// <param name="worker">The worker.</param>
        public ITextWorkerGrain GetTextWorker(WorkerId worker) => grains.GetGrain<ITextWorkerGrain>(IdOf(worker));

        /// <summary>The side of an external worker that is told of it.</summary>
        /// <param name="url">Its base URL, without a slash at the end.</param>
        public IExternalWorkerGrain GetExternalWorker(string url) => grains.GetGrain<IExternalWorkerGrain>(IdOf(WorkerId.External(url)));
    }

    private static GrainId IdOf(WorkerId worker) => GrainId.Create(worker.IsExternal ? ExternalWorkerType : DeviceWorkerType, worker.ToString());
}
