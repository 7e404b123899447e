using System.Security.Cryptography;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Inputs;

/// <summary>
/// Reads a feature view into a file of a job. A hold-out is a partition of the view: which rows it has follows from their
/// entity keys alone, so it is the same for every job of the template.
/// </summary>
internal sealed class InputMaker(
    HistoricalFeaturesService.HistoricalFeaturesServiceClient scans, FeaturesService.FeaturesServiceClient features, IOptions<TrainingOptions> options, TimeProvider time)
{
    public static string FileOf(JobFolder folder, TemplateInput input, bool isHoldOut) =>
        Path.Join(folder.Inputs, input.Name + (isHoldOut ? Placeholders.HoldOut : "") + (input.Format == InputFormat.Arrow ? ".arrow" : ".csv"));

    /// <exception cref="ServiceException">Those of Features; INVALID_REQUEST where the template asks for what the view has not; JOBS_UNAVAILABLE.</exception>
    public async Task<InputFile> MakeAsync(Job job, TemplateInput input, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(job.Folder.Inputs);
            var digest = await DigestOfAsync(input.View, cancellationToken);
            var asOf = input.AsOf ?? time.GetUtcNow();
            var file = FileOf(job.Folder, input, isHoldOut: false);
            var (whole, rest) = (input.HoldOut == 0, Math.Max(input.HoldOut, 1));
            var rows = await WriteAsync(file, input, whole ? [null] : [.. Enumerable.Range(1, rest - 1).Select(index => new Partition { Index = index, Count = rest })], cancellationToken);
            if (!whole)
            {
                await WriteAsync(FileOf(job.Folder, input, isHoldOut: true), input, [new Partition { Index = 0, Count = rest }], cancellationToken);
            }

            await using var made = File.OpenRead(file);
            return new InputFile(input.Name, input.View, digest, rows, Convert.ToHexStringLower(await SHA256.HashDataAsync(made, cancellationToken)), asOf);
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, TrainingRoom.Features);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "An input cannot be written at the moment.", null, exception);
        }
    }

    private async Task<string> DigestOfAsync(string view, CancellationToken cancellationToken)
    {
        var views = await features.ListFeatureViewsAsync(new ListFeatureViewsRequest(), cancellationToken: cancellationToken);
        return views.FeatureViews.FirstOrDefault(v => v.Name == view) is { } found
            ? Convert.ToHexStringLower(SHA256.HashData(found.ToByteArray()))
            : throw new ServiceException(ErrorReason.FeatureViewNotFound, $"There is no feature view {view}.");
    }

    private async Task<long> WriteAsync(string file, TemplateInput input, IReadOnlyList<Partition?> partitions, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
        var rows = 0L;
        var csv = input.Format == InputFormat.Csv ? new CsvRows(stream, input.Where) : null;
        foreach (var partition in partitions)
        {
            var request = new ScanFeaturesRequest { FeatureView = input.View, Partition = partition, Format = csv is null ? BatchFormat.Arrow : BatchFormat.Columns };
            request.Features.AddRange(input.Features);
            request.AsOf = input.AsOf is { } asOf ? Timestamp.FromDateTimeOffset(asOf) : null;
            rows += await ScanAsync(request, stream, csv, cancellationToken);
        }

        return csv?.Written ?? rows;
    }

    private async Task<long> ScanAsync(ScanFeaturesRequest request, FileStream file, CsvRows? csv, CancellationToken cancellationToken)
    {
        using var call = scans.ScanFeatures(request, cancellationToken: cancellationToken);
        long? rows = null;
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            switch (part.PartCase)
            {
                case ScanFeaturesResponse.PartOneofCase.Columns:
                    csv!.Write(part.Columns);
                    break;
                case ScanFeaturesResponse.PartOneofCase.Arrow:
                    await file.WriteAsync(part.Arrow.Memory, cancellationToken);
                    break;
                case ScanFeaturesResponse.PartOneofCase.End:
                    rows = part.End.Rows;
                    break;
            }

            if (file.Length > options.Value.MaxInputBytes)
            {
                throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The template asks for too much",
                    [new Fault($"inputs.{request.FeatureView}", $"has more than {options.Value.MaxInputBytes} bytes")]);
            }
        }

        return rows ?? throw new ServiceException(ErrorReason.SourceUnavailable, "The stream of rows ended before its end.");
    }
}
