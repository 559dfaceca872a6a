using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Inference.External;

namespace Orleans.Inference.FastChat.Http;

/// <summary>
/// The connections to all external workers of this silo. They go where workers may be and nowhere else: no proxy, no redirect, and the address is looked at when
/// it is connected to, as a name may mean another one by then.
/// </summary>
internal sealed class WorkerConnections : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    // Uvicorn closes what was idle for 5 s: one that is about to be closed is not used.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly NetworkList _networks;
    private readonly HttpMessageInvoker _http;

    public WorkerConnections(IOptions<FastChatOptions> options)
    {
        _networks = new(options.Value.WorkerNetworks);
        _http = new(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Why a worker may not be called; <see langword="null"/> when it may.</summary>
    public async Task<string?> FindProblemAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            await FindAllowedAsync(host, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (WorkerCallException exception)
        {
            return exception.Message;
        }
        catch (SocketException exception)
        {
            return $"the name {host} cannot be resolved: {exception.Message}";
        }
    }

    /// <summary>Posts JSON, and gives the response as soon as its head is there.</summary>
    /// <exception cref="WorkerCallException">There is no good response.</exception>
    public async Task<HttpResponseMessage> PostAsync(Uri uri, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } } };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && FailureOf(exception) is { } failure)
        {
            throw failure;
        }

        if (response.StatusCode == HttpStatusCode.OK) return response;
        using (response) throw FailureOf(response, uri);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What an exception of the connection means; <see langword="null"/> when it is none of it.</summary>
    internal static WorkerCallException? FailureOf(Exception exception) => exception switch
    {
        WorkerCallException known => known,
        HttpRequestException { InnerException: WorkerCallException refused } => refused,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new(CallFailure.Unreachable, exception.Message, exception),
        HttpRequestException or IOException => new(CallFailure.Lost, exception.Message, exception),
        OperationCanceledException => new(CallFailure.Unreachable, $"there was no connection within {ConnectTimeout.TotalSeconds:0} s", exception),
        _ => null,
    };

    private static WorkerCallException FailureOf(HttpResponseMessage response, Uri uri)
    {
        var text = $"it answered {uri.AbsolutePath} with {(int)response.StatusCode} {response.ReasonPhrase}";
        var failure = response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => CallFailure.Missing,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => CallFailure.Busy,
            >= HttpStatusCode.InternalServerError => CallFailure.Lost,
            >= HttpStatusCode.BadRequest => CallFailure.Refused,
            _ => CallFailure.Malformed,
        };
        return new(failure, text) { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (var address in await FindAllowedAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false))
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception exception)
            {
                socket.Dispose();
                if (exception is not SocketException) throw;
                last = exception;
            }
        }

        throw last!;
    }

    private async Task<IPAddress[]> FindAllowedAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Trim('[', ']'), cancellationToken).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(_networks.Contains)];
        if (allowed.Length > 0) return allowed;
        throw new WorkerCallException(
            CallFailure.NotAllowed, $"workers may be in {_networks}, given {host}, which is {string.Join(", ", addresses.AsEnumerable())}; FastChat:{nameof(FastChatOptions.WorkerNetworks)} in silo.json says where they may be");
    }
}
