using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Sql.Dialects;

/// <summary>SAP HANA's error codes as our reasons.</summary>
internal static class HanaErrors
{
    private static readonly FrozenDictionary<int, SqlFailure> ByCode = new Dictionary<int, SqlFailure>
    {
        [10] = Refused("user or password is wrong"),
        [414] = Refused("the password must be changed"),
        [415] = Refused("the user is deactivated"),
        [416] = Refused("the user is locked"),
        [258] = new(ErrorReason.SourceAccessDenied, "the database user lacks a privilege"),
        [259] = new(ErrorReason.SourceChanged, "a table or view is missing"),
        [260] = new(ErrorReason.SourceChanged, "a column is missing"),
        [362] = new(ErrorReason.SourceChanged, "a schema is missing"),
        [274] = new(ErrorReason.TableMismatch, "a column of the table is too small for a value"),
        [301] = Passing("another wrote the same rows at the same time"),
        [131] = Passing("a lock was waited for too long"),
        [133] = Passing("a deadlock was broken"),
        [138] = Passing("the transaction conflicted with another"),
        [146] = Passing("a resource was busy"),
        // Ours is told before: this one was stopped by somebody else.
        [139] = Passing("the statement was stopped at the database"),
        [613] = new(ErrorReason.DeadlineExceeded, "the statement took too long"),
        [1038] = new(ErrorReason.Overloaded, "the database refuses work because it is busy", IsTransient: true),
    }.ToFrozenDictionary();

    public static SqlFailure Of(DbException exception) => CodeOf(exception) switch
    {
        // The client's own codes: what it could not send or did not get.
        < 0 => SqlFailure.ConnectionLost,
        { } code when ByCode.TryGetValue(code, out var failure) => failure,
        { } code => new(ErrorReason.SourceUnavailable, string.Create(CultureInfo.InvariantCulture, $"the database answered with error {code}")),
        null => new(ErrorReason.SourceUnavailable, "the database answered with an error"),
    };

    // ErrorCode is the same for all of SAP's; NativeError is its own and no part of ADO.NET.
    private static int? CodeOf(DbException exception) => exception.GetType().GetProperty("NativeError")?.GetValue(exception) as int?;

    private static SqlFailure Refused(string why) => new(ErrorReason.SourceCredentialsRefused, why);

    private static SqlFailure Passing(string why) => new(ErrorReason.SourceUnavailable, why, IsTransient: true);
}
