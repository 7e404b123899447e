using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql;

/// <summary>What an error of the database means.</summary>
/// <param name="Description">Ours: a driver's own text may hold values, statements or secrets.</param>
/// <param name="IsTransient">The same statement may succeed at once.</param>
/// <param name="IsOutage">The database could not be reached or did not go on.</param>
internal sealed record SqlFailure(ErrorReason Reason, string Description, bool IsTransient = false, bool IsOutage = false)
{
    public static SqlFailure ConnectionLost { get; } =
        new(ErrorReason.SourceUnavailable, "the connection to the database failed", IsTransient: true, IsOutage: true);
}

/// <summary>A statement failed. Holds no exception of the driver, whose text might tell a secret.</summary>
internal sealed class SqlFailureException(SqlFailure failure)
    : ServiceException(failure.Reason, $"The source cannot be read: {failure.Description}.")
{
    public SqlFailure Failure => failure;
}
