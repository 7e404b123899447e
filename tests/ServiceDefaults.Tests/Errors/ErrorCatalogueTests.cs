using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ServiceDefaults.Tests.Errors;

public sealed class ErrorCatalogueTests
{
    public static TheoryData<ErrorReason> Reasons => [.. Enum.GetValues<ErrorReason>().Where(r => r != ErrorReason.Unspecified)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_EveryReason_HasCodeAndHttpStatus(ErrorReason reason)
    {
        var entry = ErrorCatalogue.Of(reason);

        Assert.NotEqual(Grpc.Core.StatusCode.OK, entry.Code);
        Assert.InRange(entry.HttpStatus, 400, 599);
        Assert.DoesNotContain("ERROR_REASON", entry.Name, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void TryParse_NameOfReason_FindsIt(ErrorReason reason)
    {
        Assert.True(ErrorCatalogue.TryParse(ErrorCatalogue.Of(reason).Name, out var found));
        Assert.Equal(reason, found);
    }

    [Fact]
    public void TryParse_UnknownName_Fails() => Assert.False(ErrorCatalogue.TryParse("NO_SUCH_REASON", out _));

    [Theory]
    [InlineData(ErrorReason.ModelNotFound, Grpc.Core.StatusCode.NotFound, 404, false)]
    [InlineData(ErrorReason.ModelNotReady, Grpc.Core.StatusCode.Unavailable, 503, true)]
    [InlineData(ErrorReason.ArtifactCorrupt, Grpc.Core.StatusCode.DataLoss, 500, false)]
    [InlineData(ErrorReason.RequestTooLarge, Grpc.Core.StatusCode.ResourceExhausted, 413, false)]
    [InlineData(ErrorReason.DeadlineExceeded, Grpc.Core.StatusCode.DeadlineExceeded, 504, true)]
    public void Of_Reason_IsWhatTheProtoSays(ErrorReason reason, Grpc.Core.StatusCode code, int http, bool retryable)
    {
        var entry = ErrorCatalogue.Of(reason);

        Assert.Equal((code, http, retryable), (entry.Code, entry.HttpStatus, entry.Retryable));
    }
}
