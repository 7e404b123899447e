using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Features.Tests.Scans;

public sealed class ArrowScanTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "ALL.csv", "id,n,d,e,b,day,at,t\n2,-7,0.5,1.50,true,2024-02-29,2026-01-02T03:04:05.678901Z,\"é\"\n1,,,,,,,\n3,1,1,1,false,0001-01-01,1969-12-31T23:59:59Z,\n3,1,1,1,false,9999-12-31,1969-12-31T23:59:59Z,\n")
        .View("all.yaml", """
            name: all
            source: { space: S, asset: ALL }
            entity: [ { key: id, type: int64 } ]
            features:
              - { name: n, type: int64, unit: years, description: "how old" }
              - { name: d, type: double }
              - { name: e, type: decimal }
              - { name: b, type: bool }
              - { name: day, type: date }
              - { name: at, type: timestamp }
              - { name: t, type: string }
            """)
        .StartAsync();

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Scan_Arrow_IsOneStreamThatAnArrowReaderReads()
    {
        using var reader = new ArrowStreamReader(await BytesAsync(new ScanFeaturesRequest { FeatureView = "all", Format = BatchFormat.Arrow, BatchRows = 2 }));
        using var first = await reader.ReadNextRecordBatchAsync();
        using var second = await reader.ReadNextRecordBatchAsync();

        Assert.Null(await reader.ReadNextRecordBatchAsync());
        Assert.Equal(["id", "all:n", "all:d", "all:e", "all:b", "all:day", "all:at", "all:t", "all:@status"], reader.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal(("int64", "years", "how old"), (reader.Schema.GetFieldByName("all:n").Metadata["type"], reader.Schema.GetFieldByName("all:n").Metadata["unit"], reader.Schema.GetFieldByName("all:n").Metadata["description"]));
        Assert.Equal("decimal", reader.Schema.GetFieldByName("all:e").Metadata["type"]);
        Assert.Equal([1L, 2L], ((Int64Array)first.Column(0)).Values.ToArray());
        Assert.All(Enumerable.Range(1, 7), i => Assert.True(first.Column(i).IsNull(0)));
        Assert.Equal(-7, ((Int64Array)first.Column(1)).GetValue(1));
        Assert.Equal(0.5, ((DoubleArray)first.Column(2)).GetValue(1));
        Assert.Equal("1.50", ((StringArray)first.Column(3)).GetString(1));
        Assert.True(((BooleanArray)first.Column(4)).GetValue(1));
        Assert.Equal(new DateOnly(2024, 2, 29), ((Date32Array)first.Column(5)).GetDateOnly(1));
        Assert.Equal("UTC", ((TimestampType)first.Column(6).Data.DataType).Timezone);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(678901), ((TimestampArray)first.Column(6)).GetTimestamp(1));
        Assert.Equal("é", ((StringArray)first.Column(7)).GetString(1));
        Assert.Equal(["present", "present"], Enumerable.Range(0, 2).Select(i => ((StringArray)first.Column(8)).GetString(i)));
        Assert.Equal("key_ambiguous", ((StringArray)second.Column(8)).GetString(0));
        Assert.All(Enumerable.Range(1, 7), i => Assert.True(second.Column(i).IsNull(0)));
    }

    [Fact]
    public async Task Scan_ArrowWithoutRows_IsAStreamWithASchema()
    {
        var request = new ScanFeaturesRequest { FeatureView = "all", Features = { "d" }, Format = BatchFormat.Arrow, After = { RunningFeatures.Longs("id", 99) } };
        using var reader = new ArrowStreamReader(await BytesAsync(request));

        Assert.Null(await reader.ReadNextRecordBatchAsync());
        Assert.Equal(["id", "all:d", "all:@status"], reader.Schema.FieldsList.Select(f => f.Name));
    }

    private async Task<MemoryStream> BytesAsync(ScanFeaturesRequest request)
    {
        using var call = features.History.ScanFeatures(request);
        var bytes = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            bytes.Write(part.Arrow.Span);
        }

        bytes.Position = 0;
        return bytes;
    }
}
