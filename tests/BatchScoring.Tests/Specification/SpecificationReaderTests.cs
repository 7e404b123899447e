using System.Collections;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Tests.Specification;

public sealed class SpecificationReaderTests : IDisposable
{
    private const string Valid = """
        model: { folder: models/churn/3 }
        source: { path: data, format: csv }
        sink: { path: scores }
        keys: [customer_id]
        columns: { a: ALPHA }
        add: [modelVersion]
        limits: { chunkRows: 500 }
        """;

    private readonly string file = Path.GetTempFileName();

    [Fact]
    public void Read_AFile_HasItsValuesAndDefaults()
    {
        var job = Read(Valid);
        Assert.Equal(new ModelChoice("models/churn/3", "churn", "3", ""), job.Model);
        Assert.Equal(FileFormat.Csv, job.Source.Format);
        Assert.Equal(["customer_id"], job.Keys);
        Assert.Equal("ALPHA", job.Columns["a"]);
        Assert.Equal([Stamp.ModelVersion], job.Add);
        Assert.Equal(new JobLimits(500, 0, 1000, 0), job.Limits);
        Assert.Equal(new PartitionChoice(0, 1, PartitionKind.Hash), job.Partition);
    }

    [Fact]
    public void Read_ArgumentsAndEnvironment_AreStrongerThanTheFile()
    {
        var environment = new Hashtable { ["FEDML_BATCH__SINK__PATH"] = "elsewhere", ["FEDML_BATCH__LIMITS__CHUNKROWS"] = "7", ["JOB_COMPLETION_INDEX"] = "2", ["OTHER"] = "x" };
        var job = Read(Valid, ["--limits.chunkRows=9", "--keys", "a, b", "--partition.count", "3"], environment);
        Assert.Equal("elsewhere", job.Sink.Path);
        Assert.Equal(9, job.Limits.ChunkRows);
        Assert.Equal(["a", "b"], job.Keys);
        Assert.Equal(2, job.Partition.Index);
    }

    [Fact]
    public void Read_ManyFaults_NamesAll()
    {
        var exception = Assert.Throws<ServiceException>(() => Read("""
            model: { folder: m, colour: red }
            source: { path: "", format: excel }
            keys: [a, a]
            carry: [a]
            partition: { count: 2, index: 2, by: luck }
            limits: { chunkRows: 0, maxRejectedRows: -1, rowsPerSecond: many, workers: 1025 }
            """));
        Assert.Equal(ErrorReason.JobSpecificationInvalid, exception.Reason);
        string[] expected = ["carry", "keys", "limits.chunkRows", "limits.maxRejectedRows", "limits.rowsPerSecond", "limits.workers", "model.colour", "partition.by", "partition.index", "sink.path", "source", "source.format"];
        Assert.Equal(expected, exception.Faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("limits.chunkRows", "1", true)]
    [InlineData("limits.chunkRows", "10000000", true)]
    [InlineData("limits.chunkRows", "10000001", false)]
    [InlineData("limits.workers", "1024", true)]
    [InlineData("partition.count", "10000", true)]
    [InlineData("partition.count", "10001", false)]
    [InlineData("limits.rowsPerSecond", "1000000000", true)]
    [InlineData("limits.rowsPerSecond", "1000000001", false)]
    [InlineData("engine", "7", false)]
    public void Read_Limits_HoldOnBothSides(string path, string value, bool isValid)
    {
        var exception = Record.Exception(() => Read(Valid, [$"--{path}", value]));
        Assert.Equal(isValid, exception is null);
    }

    [Fact]
    public void Read_WhatGoesNotTogether_NamesAll()
    {
        var exception = Assert.Throws<ServiceException>(() => Read("""
            model: { name: churn, version: "1", alias: champion }
            engine: service
            source: { view: customers, path: data, asOf: yesterday }
            sink: { path: scores, table: SCORES }
            keys: [id]
            add: [runId]
            partition: { count: 2, by: range }
            neighbours: { models: "models:8083" }
            """));
        string[] expected = ["add", "model", "neighbours.features", "neighbours.models", "neighbours.models", "neighbours.scoring", "partition.by", "source", "source.asOf"];
        Assert.Equal(expected, exception.Faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_AViewAndAPublishedModel_NeedAddresses()
    {
        var job = Read("""
            model: { name: churn, alias: champion }
            source: { view: customers, asOf: 2026-11-24T00:00:00Z }
            sink: { path: scores, table: SCORES }
            keys: [id]
            neighbours: { features: "http://127.0.0.1:8084", models: "http://127.0.0.1:8083" }
            """);
        Assert.Equal(new ModelChoice("", "churn", "", "champion"), job.Model);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero), job.Source.AsOf);
        Assert.Equal(EngineKind.Embedded, job.Engine);
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("- a")]
    [InlineData("a: 1\na: 2")]
    public void Read_NoMapping_IsAFault(string yaml) => Assert.Throws<ServiceException>(() => Read(yaml));

    [Fact]
    public void Read_NoFile_IsAFault()
    {
        var exception = Assert.Throws<ServiceException>(() => SpecificationReader.Read(file + ".none", [], new Hashtable()));
        Assert.Contains(exception.Faults, f => f.Description == "cannot be read");
    }

    public void Dispose() => File.Delete(file);

    private JobSpecification Read(string yaml, string[]? arguments = null, Hashtable? environment = null)
    {
        File.WriteAllText(file, yaml);
        return SpecificationReader.Read(file, arguments ?? [], environment ?? []);
    }
}
