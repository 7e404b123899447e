using System.Text;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests;

/// <summary>The model most tests use: score = a × factor + b, with a signature over the view `v`.</summary>
internal static class Weighted
{
    public const string Signature = """
        inputs:
          - { name: a, feature: "v:a", missing: reject }
          - { name: b, feature: "v:b", missing: default, default: 0.5 }
        outputs:
          - { name: score, onnx: score }
        """;

    public static (string, byte[])[] Files(float factor, string? signature = Signature, string? samples = null) =>
    [
        ("model.onnx", Graphs.Weighted(factor)),
        .. signature is null ? Array.Empty<(string, byte[])>() : [("signature.yaml", Encoding.UTF8.GetBytes(signature))],
        .. samples is null ? Array.Empty<(string, byte[])>() : [("samples.json", Encoding.UTF8.GetBytes(samples))],
    ];

    public static ScoreRequest Records(string version, params Column[] columns)
    {
        var request = new ScoreRequest { Model = "m", Version = version, Records = new Records() };
        request.Records.Columns.AddRange(columns);
        return request;
    }

    public static Column Doubles(string name, params double[] values) => new() { Name = name, Doubles = new Doubles { Values = { values } } };

    public static Column Strings(string name, params string[] values) => new() { Name = name, Strings = new Strings { Values = { values } } };

    public static Column With(this Column column, params ValueStatus[] statuses)
    {
        column.Statuses.Add(statuses);
        return column;
    }
}
