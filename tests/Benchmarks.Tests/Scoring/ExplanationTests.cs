using FedMl.Benchmarks.Scoring;

namespace FedMl.Benchmarks.Tests.Scoring;

public sealed class ExplanationTests
{
    private const string Page =
        """
        # TYPE fedml_score_stage_duration_seconds histogram
        fedml_score_stage_duration_seconds_sum{model="mlp",stage="run"} 0.5
        fedml_score_stage_duration_seconds_count{model="mlp",stage="run"} 100
        fedml_score_stage_duration_seconds_bucket{model="mlp",stage="run",le="0.01"} 100
        fedml_score_stage_duration_seconds_sum{model="trees",stage="run"} 7
        fedml_score_stage_duration_seconds_count{model="trees",stage="run"} 1
        """;

    [Fact]
    public void MeanSince_OfAStage_IsThatOfTheTimeBetween()
    {
        var later = StageSums.Parse(Page.Replace(" 0.5", " 0.8", StringComparison.Ordinal).Replace("stage=\"run\"} 100", "stage=\"run\"} 300", StringComparison.Ordinal), "mlp");
        var earlier = StageSums.Parse(Page, "mlp");
        Assert.Equal(1500, later.MeanSince(earlier, "run"), precision: 6);
        Assert.Equal(0, later.MeanSince(earlier, "cache"));
        Assert.Equal(0, earlier.MeanSince(earlier, "run"));
    }

    [Fact]
    public void Steps_AddUpToTheSum()
    {
        var e = new Explanation(Echo: 20, InProcess: 250, BusyEcho: 300, Decode: 2, Queue: 1, Run: 280, Encode: 0.5, Scoring: 360);
        Assert.Equal(e.Sum, e.Echo + e.Waking + e.Decode + e.Queue + e.InProcess + e.ColdRun + e.Encode, precision: 6);
        Assert.Equal(30, e.Waking);
        Assert.Equal(30, e.ColdRun);
        Assert.Equal(90, e.Gap);
        Assert.Equal(26.5, e.Unexplained, precision: 6);
    }
}
