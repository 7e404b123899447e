using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;

namespace FedMl.Benchmarks.Servers;

/// <summary>
/// Sends back the beginning of what it got. How much, the first four bytes say, so that requests and answers have the
/// sizes of a model's without a model. The next four say how long to keep the thread busy first, as a run would. Buffers
/// are pooled.
/// </summary>
[BindServiceMethod(typeof(EchoService), nameof(BindService))]
internal sealed class EchoService
{
    public const string ServiceName = "fedml.benchmarks.Echo";
    public const string MethodName = "Echo";

    private static readonly Marshaller<EchoBytes> Bytes = new(EchoBytes.Write, EchoBytes.Read);
    private static readonly Method<EchoBytes, EchoBytes> Method = new(MethodType.Unary, ServiceName, MethodName, Bytes, Bytes);

    public static void BindService(ServiceBinderBase binder, EchoService? service) =>
        binder.AddMethod(Method, service is null ? null : new UnaryServerMethod<EchoBytes, EchoBytes>(service.Echo));

    public Task<EchoBytes> Echo(EchoBytes request, ServerCallContext context)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < request.Busy;)
        {
        }

        return request.Itself;
    }
}

/// <summary>A request's bytes; goes back to its pool when the answer is written.</summary>
internal sealed class EchoBytes
{
    private static readonly ConcurrentQueue<EchoBytes> Pool = new();
    private const int MinBytes = 2 * sizeof(int);
    private byte[] bytes = [];

    public EchoBytes() => Itself = Task.FromResult(this);

    /// <summary>This, as an answer that is there.</summary>
    public Task<EchoBytes> Itself { get; }

    public TimeSpan Busy => TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(sizeof(int))) / 1000.0);

    public static EchoBytes Read(DeserializationContext context)
    {
        var echo = Pool.TryDequeue(out var used) ? used : new EchoBytes();
        if (echo.bytes.Length < Math.Max(context.PayloadLength, MinBytes))
        {
            echo.bytes = new byte[Math.Max(context.PayloadLength, MinBytes)];
        }

        context.PayloadAsReadOnlySequence().CopyTo(echo.bytes);
        return echo;
    }

    public static void Write(EchoBytes echo, SerializationContext context)
    {
        var length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(echo.bytes), 0, echo.bytes.Length);
        context.SetPayloadLength(length);
        context.GetBufferWriter().Write(echo.bytes.AsSpan(0, length));
        context.Complete();
        Pool.Enqueue(echo);
    }
}
