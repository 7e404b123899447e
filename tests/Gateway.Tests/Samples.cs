using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests;

/// <summary>What neighbours answer with.</summary>
internal static class Samples
{
    public static ScoreResponse Scored() => new()
    {
        Model = "iris",
        Version = "2",
        RowCount = 2,
        Predictions =
        {
            new PredictionColumn { Name = "label", Width = 1, Strings = new Strings { Values = { "setosa", "" } } },
            new PredictionColumn
            {
                Name = "probability", Width = 2, Classes = { "setosa", "virginica" }, Floats = new Floats { Values = { 0.9f, 0.1f, 0, 0 } },
            },
        },
        Problems =
        {
            new RowProblem
            {
                Row = 1, Reason = ErrorReason.ValueMissing, Faults = { new FieldFault { Field = "sepal_length", Description = "is missing" } },
            },
        },
        Features =
        {
            new ValueStatuses { Name = "sepal_length", Statuses = { ValueStatus.Present, ValueStatus.NotFound } },
            new ValueStatuses { Name = "petal_width", Statuses = { ValueStatus.Stale, ValueStatus.Null } },
        },
    };

    /// <summary>As <see cref="Scored"/>, with two raw scores explained.</summary>
    public static ScoreResponse Explained(params string[] classes)
    {
        var scored = Scored();
        scored.Explanation = new Explanation
        {
            Width = 2,
            Classes = { classes },
            BaseValues = { 0.5, -0.5 },
            RawScores = { 1.75, -2, 0, 0 },
            Contributions =
            {
                new Contributions { Name = "length", Feature = "iris:length", Values = { 1, -1, 0, 0 } },
                new Contributions { Name = "width", Values = { 0.25, -0.5, 0, 0 } },
            },
        };
        return scored;
    }

    public static ScoreResponse ScoredLabels(params string[] labels) => new()
    {
        Model = "iris",
        Version = "2",
        RowCount = labels.Length,
        Predictions = { new PredictionColumn { Name = "label", Width = 1, Strings = new Strings { Values = { labels } } } },
    };

    public static ListModelStatusesResponse Statuses(params ModelStatus[] statuses) => new() { Statuses = { statuses } };

    public static ModelStatus Ready(string version, bool isDefault = true) => new()
    {
        Model = "iris",
        Version = version,
        State = ModelState.Ready,
        IsDefault = isDefault,
        Digest = $"digest-{version}",
        Inputs =
        {
            new SignatureInput { Name = "length", Datatype = "FP32", Feature = "iris:length", Missing = "reject" },
            new SignatureInput { Name = "width", Datatype = "FP32" },
        },
        Outputs =
        {
            new SignatureOutput { Name = "label", Datatype = "BYTES" },
            new SignatureOutput { Name = "probability", Datatype = "FP32", Classes = { "setosa", "virginica" } },
        },
    };

    public static ListModelsResponse Published() => new()
    {
        Models =
        {
            new Model
            {
                Name = "iris",
                Versions =
                {
                    new ModelVersion { Model = "iris", Version = "2", Digest = "digest-2", PublishedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) },
                    new ModelVersion { Model = "iris", Version = "10", Digest = "digest-10", Problem = "has no model.onnx" },
                },
                Aliases = { new Alias { Name = "champion", Version = "2" } },
            },
        },
    };

    public static ListFeatureViewsResponse Views() => new()
    {
        FeatureViews =
        {
            new FeatureView
            {
                Name = "breast_cancer",
                Space = "CLINIC",
                Asset = "BREAST_CANCER",
                EntityKeys = { new EntityKey { Name = "sample_id", Type = Protos.Features.V1.ValueType.String } },
                Features =
                {
                    new Feature { Name = "mean_radius", Type = Protos.Features.V1.ValueType.Double, Unit = "µm" },
                    new Feature { Name = "admitted", Type = Protos.Features.V1.ValueType.Date },
                },
                TimeToLive = Duration.FromTimeSpan(TimeSpan.FromMinutes(90)),
            },
        },
        Faults = { new FeatureViewFault { File = "broken.yaml", Line = 3, Description = "no name" } },
    };

    public static DescribeAssetResponse Described() => new()
    {
        Asset = new Asset { Space = "CLINIC", Name = "BREAST_CANCER" },
        Columns =
        {
            new AssetColumn { Name = "sample_id", Type = Protos.Features.V1.ValueType.String, SourceType = "VARCHAR" },
            new AssetColumn { Name = "mean_radius", Type = Protos.Features.V1.ValueType.Double, SourceType = "DOUBLE", Nullable = true },
        },
    };
}
