using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.OpenSearch;

namespace CloudAnalytics.Aws.Tests.Http;

/// <summary>The client over one connection, against a server that answers what the test says, byte by byte.</summary>
public sealed class WireTransportTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", 413, "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n", 200, "hello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Busy\r\nContent-Length: 2\r\n\r\n{}", 429, "{}")]
    public async Task AnswersOfAllShapesAreReadAlthoughTheyComeByteByByte(string answer, int status, string body)
    {
        using var server = new Server(async (stream, _) =>
        {
            foreach (var letter in Encoding.ASCII.GetBytes(answer))
                await stream.WriteAsync(new[] { letter });
            return true;
        });
        using var transport = new WireTransport(server.Uri, null);

        // Twice, so that nothing of the first answer is left in the connection.
        for (var i = 0; i < 2; i++)
        {
            var response = await transport.SendAsync(server.Post("{}"), CancellationToken.None);

            Assert.Equal((status, body, null), (response.Status, Encoding.UTF8.GetString(response.Body), response.Failure));
        }

        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("", "no connection to")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "closed within a reply")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhel", "no length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "without a length")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "not HTTP")]
    public async Task BrokenAnswerIsNoAnswerAndTheNextRequestHasItsOwnConnection(string answer, string failure)
    {
        using var server = new Server(async (stream, number) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(number == 1 ? answer : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            return number > 1;
        });
        using var transport = new WireTransport(server.Uri, null);

        var broken = await transport.SendAsync(server.Post("{}"), CancellationToken.None);
        var whole = await transport.SendAsync(server.Post("{}"), CancellationToken.None);

        Assert.Equal(0, broken.Status);
        Assert.Contains(failure, broken.Failure, StringComparison.Ordinal);
        Assert.Equal(200, whole.Status);
    }

    [Fact]
    public async Task ConnectionThatTheServerHasClosedMeanwhileIsNotUsedAgain()
    {
        using var server = new Server(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            return false;
        });
        using var transport = new WireTransport(server.Uri, null);
        for (var i = 1; i <= 3; i++)
        {
            var response = await transport.SendAsync(server.Post("{}"), CancellationToken.None);
            await server.ClosedAsync(i);

            Assert.Equal(200, response.Status);
        }

        Assert.Equal(3, server.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SilentServerIsGivenUpInTime(bool isCancelled)
    {
        using var server = new Server(async (_, _) =>
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return true;
        });
        using var transport = new WireTransport(server.Uri, null);
        using var cancel = isCancelled ? new CancellationTokenSource(TimeSpan.FromMilliseconds(100)) : new CancellationTokenSource();
        var request = server.Post("{}") with { Timeout = isCancelled ? s_patience : TimeSpan.FromMilliseconds(100) };

        var response = await Task.Run(async () => await transport.SendAsync(request, cancel.Token));

        Assert.Equal(0, response.Status);
        Assert.Contains("no answer from", response.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellationEndsAHandshakeThatNobodyAnswers()
    {
        using var cancel = new CancellationTokenSource();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var transport = new WireTransport(
            new ServiceAddress(true, "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "/"), null);
        var request = new ClusterRequest("GET", "/", null, "", [], s_patience);
        var sending = Task.Run(async () => await transport.SendAsync(request, cancel.Token));
        using var client = await listener.AcceptTcpClientAsync();
        Assert.True(await client.GetStream().ReadAsync(new byte[1]) > 0);

        await cancel.CancelAsync();
        var response = await sending;

        Assert.Contains("no answer from", response.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongBodyGoesOutWholeAndHeadRequestsHaveNoBodyInTheirAnswer()
    {
        var received = 0L;
        using var server = new Server(async (stream, number) =>
        {
            if (number == 1)
                received = await ReadAsync(stream, 8_000_000);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"u8.ToArray());
            return true;
        });
        using var transport = new WireTransport(server.Uri, null);
        var body = new byte[8_000_000];
        var request = new ClusterRequest("HEAD", "/", body, "application/json", [("x-a", "b")], s_patience);

        var response = await transport.SendAsync(request, CancellationToken.None);

        Assert.Equal((200, 0, 8_000_000L), (response.Status, response.Body.Length, received));
    }

    static async Task<long> ReadAsync(NetworkStream stream, long length)
    {
        var buffer = new byte[65_536];
        var count = 0L;
        while (count < length)
            count += await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - count)));
        return count;
    }

    /// <summary>Reads heads, and the short bodies of <see cref="Post"/>, and answers by what it is given.</summary>
    sealed class Server : IDisposable
    {
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly Func<NetworkStream, int, Task<bool>> _answer;
        readonly List<TaskCompletionSource> _closed = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource())];

        // Held here: nobody else holds a client whose answer waits for ever, and the finalizer of one would reset its connection.
        readonly List<TcpClient> _clients = [];
        int _requests;

        /// <param name="answer">Answers the request of that number; false to close the connection then.</param>
        internal Server(Func<NetworkStream, int, Task<bool>> answer)
        {
            _answer = answer;
            _listener.Start();
            Uri = new ServiceAddress(false, "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, "/");
            _ = AcceptAsync();
        }

        internal ServiceAddress Uri { get; }

        internal int Connections { get; private set; }

        public void Dispose()
        {
            _listener.Dispose();
            lock (_clients) _clients.ForEach(client => client.Dispose());
        }

        internal ClusterRequest Post(string body) =>
            new("POST", "/_bulk?x=y", Encoding.UTF8.GetBytes(body), "application/json", [], s_patience);

        internal Task ClosedAsync(int connection) => _closed[connection - 1].Task.WaitAsync(s_patience);

        async Task AcceptAsync()
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                lock (_clients) _clients.Add(client);
                Connections++;
                _ = ServeAsync(client, Connections);
            }
        }

        async Task ServeAsync(TcpClient client, int connection)
        {
            using (client)
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) && await _answer(stream, ++_requests))
                {
                }
            }

            _closed[connection - 1].TrySetResult();
        }

        static async Task<bool> ReadHeadAsync(NetworkStream stream)
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one) == 0)
                    return false;
                head.Append((char)one[0]);
            }

            if (head.ToString().StartsWith("POST", StringComparison.Ordinal))
                await ReadAsync(stream, 2);
            return true;
        }
    }
}
