using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using Grpc.Core;

namespace FedMl.Benchmarks.Servers;

/// <summary>
/// Sends back the beginning of what it got. How much, the first four bytes say, so that requests and answers have the
/// sizes of a model's without a model. Buffers are pooled.
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

    public Task<EchoBytes> Echo(EchoBytes request, ServerCallContext context) => request.Itself;
}

/// <summary>A request's bytes; goes back to its pool when the answer is written.</summary>
internal sealed class EchoBytes
{
    private static readonly ConcurrentQueue<EchoBytes> Pool = new();
    private byte[] bytes = [];

    public EchoBytes() => Itself = Task.FromResult(this);

    /// <summary>This, as an answer that is there.</summary>
    public Task<EchoBytes> Itself { get; }

    public static EchoBytes Read(DeserializationContext context)
    {
        var echo = Pool.TryDequeue(out var used) ? used : new EchoBytes();
        if (echo.bytes.Length < context.PayloadLength)
        {
            echo.bytes = new byte[context.PayloadLength];
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
