using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>
/// Which execution providers a session's nodes were given to. ONNX Runtime tells since 1.24, but only in its C API; the managed
/// package has the handles, non-public. Where any of that is missing nothing is told.
/// </summary>
internal static unsafe class GraphAssignment
{
    /// <summary>The session configuration entry without which ONNX Runtime keeps no record.</summary>
    public const string ConfigurationKey = "session.record_ep_graph_assignment_info";

    // Positions in OrtApi, a table of functions that only grows.
    internal const int ReleaseStatus = 93, SessionGetEpGraphAssignmentInfo = 407, SubgraphGetEpName = 408, SubgraphGetNodes = 409;
    private const uint FirstApiVersion = 24;

    /// <summary>The providers, that of most nodes first; empty where ONNX Runtime does not tell.</summary>
    public static ImmutableArray<string> ProvidersOf(InferenceSession session)
    {
        try
        {
            return Read(session);
        }
        catch (Exception exception) when (exception is MissingMemberException or TypeLoadException)
        {
            return [];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ImmutableArray<string> Read(InferenceSession session)
    {
        var api = (nint*)((delegate* unmanaged<uint, nint>)OrtGetApiBase(null).GetApi)(FirstApiVersion);
        if (api == null) return [];

        var getSubgraphs = (delegate* unmanaged<nint, nint**, nuint*, nint>)api[SessionGetEpGraphAssignmentInfo];
        var getName = (delegate* unmanaged<nint, byte**, nint>)api[SubgraphGetEpName];
        var getNodes = (delegate* unmanaged<nint, nint**, nuint*, nint>)api[SubgraphGetNodes];

        nint* subgraphs;
        nuint count;
        if (!Succeeded(api, getSubgraphs(GetHandle(session), &subgraphs, &count))) return [];

        Dictionary<string, long> nodesByProvider = new(StringComparer.Ordinal);
        foreach (var subgraph in new ReadOnlySpan<nint>(subgraphs, checked((int)count)))
        {
            byte* name;
            nint* nodes;
            nuint nodeCount;
            if (!Succeeded(api, getName(subgraph, &name)) || !Succeeded(api, getNodes(subgraph, &nodes, &nodeCount))) return [];

            var provider = Marshal.PtrToStringUTF8((nint)name) ?? "";
            CollectionsMarshal.GetValueRefOrAddDefault(nodesByProvider, provider, out _) += (long)nodeCount;
        }

        return [.. nodesByProvider.OrderByDescending(nodes => nodes.Value).Select(nodes => nodes.Key)];
    }

    private static bool Succeeded(nint* api, nint status)
    {
        if (status == 0) return true;
        ((delegate* unmanaged<nint, void>)api[ReleaseStatus])(status);
        return false;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    private static extern nint GetHandle(InferenceSession session);

    // Asked of the managed package, so that it is surely the same native library.
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "OrtGetApiBase")]
    private static extern ref OrtApiBase OrtGetApiBase(
        [UnsafeAccessorType("Microsoft.ML.OnnxRuntime.NativeMethods, Microsoft.ML.OnnxRuntime")] object? nativeMethods);
}
