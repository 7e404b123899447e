using System.Buffers.Binary;
using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Servers.Naive;
using Google.Protobuf;

namespace FedMl.Benchmarks.Tests.Formats;

/// <summary>The formats of the servers that the benchmark compares with take right answers and no others.</summary>
public sealed class ServerFormatTests
{
    private static readonly RowSet Rows = RunningIdentity.Rows(4);

    [Fact]
    public void Echo_Answers_AreTheBeginningOfWhatWasSent()
    {
        var format = new EchoMessage("mlp");
        var request = format.Write(Rows.Range(1, 2));
        var length = BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(5));
        Assert.InRange(length, 2 * 12, request.Length - 5);
        Assert.Null(format.Check(Rows.Range(1, 2), request, request.AsSpan(5, length), -1));
        Assert.NotNull(format.Check(Rows.Range(1, 2), request, request.AsSpan(5, length - 1), -1));
        var another = request[5..(5 + length)];
        another[^1]++;
        Assert.NotNull(format.Check(Rows.Range(1, 2), request, another, -1));
    }

    [Fact]
    public void Naive_Scores_AreHeldAgainstTheRightOnes()
    {
        var format = new NaiveMessage("mlp");
        var request = ScoreRequest.Parser.ParseFrom(format.Write(Rows.Range(1, 1))[5..]);
        Assert.Equal(("mlp", 1, 3), (request.Model, request.Rows, request.Features.Count));
        Assert.Null(format.Check(Rows.Range(1, 1), [], new ScoreResponse { Scores = { request.Features } }.ToByteArray(), -1));
        Assert.NotNull(format.Check(Rows.Range(2, 1), [], new ScoreResponse { Scores = { request.Features } }.ToByteArray(), -1));
        Assert.NotNull(format.Check(Rows.Range(1, 1), [], [], -1));
    }
}
