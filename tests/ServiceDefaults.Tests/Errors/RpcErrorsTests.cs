using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Rpc;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Tests.Errors;

public sealed class RpcErrorsTests
{
    [Fact]
    public void FromRpcException_OfOurOwn_KeepsReasonFaultsAndRetry()
    {
        var sent = new ServiceException(ErrorReason.ModelNotReady, "not yet", [new Fault("a", "wrong"), new Fault("b", "missing")]) { RetryAfter = TimeSpan.FromSeconds(3) };

        var received = RpcErrors.FromRpcException(RpcErrors.ToRpcException(sent), "Scoring");

        Assert.Equal(sent.Reason, received.Reason);
        Assert.Equal(sent.Message, received.Message);
        Assert.Equal(sent.Faults, received.Faults);
        Assert.Equal(sent.RetryAfter, received.RetryAfter);
    }

    [Fact]
    public void ToRpcException_NotRetryable_HasNoRetryInfo()
    {
        var status = RpcErrors.ToRpcException(new ServiceException(ErrorReason.ModelNotFound, "no")).GetRpcStatus()!;

        Assert.Null(status.GetDetail<RetryInfo>());
        Assert.Equal("MODEL_NOT_FOUND", status.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public void ToRpcException_ThousandsOfFaults_StaysSmallAndCountsTheRest()
    {
        Fault[] faults = [.. Enumerable.Range(0, 5000).Select(i => new Fault($"rows[{i}].mean_radius", "is missing"))];

        var rpc = RpcErrors.ToRpcException(ServiceException.FromFaults(ErrorReason.InputInvalid, "wrong", faults));

        var violations = rpc.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
        Assert.True(violations.Count <= ServiceException.MaxListedFaults + 1);
        Assert.Contains("more faults", violations[^1].Description, StringComparison.Ordinal);
        Assert.True(TrailerBytes(rpc) < 8 * 1024);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("%")]
    [InlineData("é")]
    [InlineData("模")]
    [InlineData("💥")]
    public void ToRpcException_TextsOfCallersWithoutEnd_FitIntoTheTrailersOfEveryClient(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 100_000));
        Fault[] faults = [.. Enumerable.Range(0, 50).Select(i => new Fault($"inputs[{i}]", $"unexpected input '{(i % 2 == 0 ? name : name[..(80 * letter.Length)])}'")), new Fault(name, "is unknown")];

        var rpc = RpcErrors.ToRpcException(ServiceException.FromFaults(ErrorReason.InputInvalid, "wrong", faults));

        Assert.InRange(TrailerBytes(rpc), 2000, 8 * 1024);
        Assert.EndsWith($"{letter}…", rpc.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("unexpected input '", rpc.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations[0].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1536, false)]
    [InlineData(1537, true)]
    public void ToRpcException_Message_IsSoLongAtMost(int length, bool shortened)
    {
        var message = new string('a', length);

        var detail = RpcErrors.ToRpcException(new ServiceException(ErrorReason.InputInvalid, message)).Status.Detail;

        Assert.Equal(shortened ? new string('a', 1536 - 9) + "…" : message, detail);
    }

    // As HTTP/2 counts: names, values, and 32 for each; and what the library adds.
    private static int TrailerBytes(RpcException rpc) =>
        rpc.Trailers.Sum(t => t.Key.Length + 32 + (t.IsBinary ? (t.ValueBytes.Length + 2) / 3 * 4 : t.Value.Length))
        + "grpc-status".Length + 2 + 32 + "grpc-message".Length + 32 + TrailersOnly.Escape(rpc.Status.Detail).Length;

    [Theory]
    [InlineData(Grpc.Core.StatusCode.Unavailable, ErrorReason.NeighbourUnavailable)]
    [InlineData(Grpc.Core.StatusCode.DeadlineExceeded, ErrorReason.DeadlineExceeded)]
    [InlineData(Grpc.Core.StatusCode.ResourceExhausted, ErrorReason.Overloaded)]
    [InlineData(Grpc.Core.StatusCode.Unimplemented, ErrorReason.NotSupported)]
    [InlineData(Grpc.Core.StatusCode.Unknown, ErrorReason.Internal)]
    public void FromRpcException_OfOthers_IsWhatTheCodeMeans(Grpc.Core.StatusCode code, ErrorReason reason)
    {
        var received = RpcErrors.FromRpcException(new RpcException(new Grpc.Core.Status(code, "secret text of somebody else")), "Models");

        Assert.Equal(reason, received.Reason);
        Assert.DoesNotContain("secret", received.Message, StringComparison.Ordinal);
    }
}
