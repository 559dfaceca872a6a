namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>What is asked again and again.</summary>
internal enum ControllerWay
{
    /// <summary>An endpoint that reads a body and gives a fixed answer, which the controller is compared with.</summary>
    Empty,

    /// <summary>The controller is asked for the address of a worker.</summary>
    Address,

    /// <summary>The controller is told that a worker lives.</summary>
    HeartBeat,

    /// <summary>An endpoint that passes a body on to a worker, and its answer back, which chats are compared with.</summary>
    Relay,

    /// <summary>A chat over the OpenAI protocol, through the worker's grain.</summary>
    Chat,
}

internal static class ControllerWays
{
    extension(ControllerWay way)
    {
        /// <summary>What it costs without the gateway.</summary>
        public ControllerWay Baseline => way >= ControllerWay.Relay ? ControllerWay.Relay : ControllerWay.Empty;

        public string Description => way switch
        {
            ControllerWay.Empty => "empty endpoint",
            ControllerWay.Address => "/get_worker_address",
            ControllerWay.HeartBeat => "/receive_heart_beat",
            ControllerWay.Relay => "bare relay",
            _ => "chat",
        };
    }
}
