using System.Security.Cryptography;
using FedMl.Features.Columns;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Selftest;

/// <summary>Whether predictions can be written: tried on a table of the check's own, which is gone after it.</summary>
internal sealed class WriteBackChecks(IPredictionStore store, PredictionOptions options, IBusinessDataSource source, TimeProvider time)
{
    private const int MostNames = 5;

    public IEnumerable<Check> All => options.Target == PredictionTarget.None ? [] :
    [
        new Check($"predictions, schema {options.Schema}", TryAsync),
        new Check("predictions, tables", CompareAsync),
    ];

    private async Task<Finding> TryAsync(CancellationToken cancellationToken)
    {
        var run = new PredictionRun { Table = $"FEDML_SELFTEST_{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}", RunId = "selftest" };
        run.Model = run.ModelVersion = "selftest";
        var table = RunColumns.Around(run, [new("id", ValueType.String, IsKey: true), new("value", ValueType.Double)]);
        try
        {
            await store.CreateAsync(table, cancellationToken);
        }
        catch (ServiceException failure)
        {
            return Finding.Failed(failure.Message, AdviceFor(failure.Reason));
        }

        try
        {
            return await WriteAsync(run, table, cancellationToken);
        }
        catch (ServiceException failure)
        {
            return Finding.Failed(failure.Message, AdviceFor(failure.Reason));
        }
        finally
        {
            // Whoever gives up leaves nothing either.
            await store.DropAsync(table.Name, CancellationToken.None);
        }
    }

    private async Task<Finding> WriteAsync(PredictionRun run, PredictionTable table, CancellationToken cancellationToken)
    {
        TableCheck.Check(table, await store.DescribeAsync(table.Name, cancellationToken) ?? []);
        var (ids, values) = (new ColumnValues<string>(), new ColumnValues<double>());
        ids.Add("1");
        values.Add(0.5);
        var rows = RunColumns.Around(run, [ids, values], time.GetUtcNow());
        var (first, again) = (await store.WriteAsync(table, rows, cancellationToken), await store.WriteAsync(table, rows, cancellationToken));
        return (first, again) == (1, 0)
            ? Finding.Ok("a table was created, written and removed")
            : Finding.Failed("a row that was written twice is not there once", "Report it with this line: a batch that is sent again would count twice.");
    }

    // Somebody else's are no failure: they are refused when a run names them.
    private async Task<Finding> CompareAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names;
        try
        {
            names = await source.ListAssetsAsync(options.Schema, cancellationToken);
        }
        catch (SpaceNotFoundException)
        {
            names = [];
        }

        List<string> others = [];
        foreach (var name in names)
        {
            others.AddRange(RunColumns.AreIn(await store.DescribeAsync(name, cancellationToken) ?? []) ? [] : [name]);
        }

        return Finding.Ok($"{names.Count - others.Count} take predictions{(others.Count == 0 ? "" : $"; others are {string.Join(", ", others.Take(MostNames))}{(others.Count > MostNames ? $" and {others.Count - MostNames} more" : "")}")}");
    }

    private string AdviceFor(ErrorReason reason) => (reason, options.Target) switch
    {
        (ErrorReason.TargetFull, _) => $"Make room, or raise {PredictionOptions.Section}:{nameof(options.MaxTables)}.",
        (ErrorReason.SourceAccessDenied, _) =>
            $"The database user needs \"Enable Write Access (SQL, DDL, DML)\", which is for its own Open SQL schema only: --{PredictionOptions.Section}:{nameof(options.Schema)} 'SPACE#USER'.",
        (ErrorReason.SourceCredentialsRefused, _) => "Compare the database user and the file of its password.",
        (_, PredictionTarget.Sql) => "See README, \"Write predictions back\" and \"Over SQL\".",
        _ => $"Look whether this process may write {options.Path}, and whether another process, such as the running service, has it open.",
    };
}
