using System.Globalization;
using System.Numerics;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>What a number in JSON becomes in a tensor.</summary>
public sealed class JsonNumberTests(JsonNumberTests.Started started) : IClassFixture<JsonNumberTests.Started>
{
    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData("INT64", "9223372036854775807")]
    [InlineData("INT64", "-9223372036854775808")]
    [InlineData("INT64", "9007199254740993")]
    [InlineData("INT64", "9007199254740993.000", "9007199254740993")]
    [InlineData("INT64", "9.223372036854775807e18", "9223372036854775807")]
    [InlineData("INT64", "-9223372036854775808E0", "-9223372036854775808")]
    [InlineData("INT64", "120e-1", "12")]
    [InlineData("INT64", "0.5e1", "5")]
    [InlineData("INT64", "0e99999999999", "0")]
    [InlineData("INT64", "-0", "0")]
    [InlineData("UINT64", "18446744073709551615")]
    [InlineData("UINT64", "1844674407370955161.5e1", "18446744073709551615")]
    [InlineData("UINT64", "-0.0", "0")]
    [InlineData("UINT32", "4294967295")]
    [InlineData("INT32", "-2147483648")]
    [InlineData("INT16", "-32768.0", "-32768")]
    [InlineData("UINT16", "65535")]
    [InlineData("INT8", "-128")]
    [InlineData("UINT8", "255")]
    [InlineData("BOOL", "true")]
    [InlineData("FP32", "-0", "-0")]
    [InlineData("FP32", "0.1")]
    [InlineData("FP32", "16777217", "16777216")]
    [InlineData("FP32", "1.000000059604644775390625", "1")]
    [InlineData("FP32", "1.00000005960464477539062500000000001", "1.0000001")]
    [InlineData("FP32", "3.4028235677973365e38", "3.4028235E+38")]
    [InlineData("FP32", "1e-45", "1E-45")]
    [InlineData("FP32", "1e-400", "0")]
    [InlineData("FP64", "0.1")]
    [InlineData("FP64", "1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("FP64", "4.9e-324", "5E-324")]
    [InlineData("FP16", "65504")]
    [InlineData("FP16", "65519.99", "65504")]
    [InlineData("FP16", "2049", "2048")]
    [InlineData("FP16", "1.00048828125", "1")]
    [InlineData("FP16", "1.000488281250000000001", "1.0009766")]
    [InlineData("FP16", "-0.0", "-0")]
    [InlineData("BF16", "1.00390625", "1")]
    [InlineData("BF16", "1.00390625000001", "1.0078125")]
    [InlineData("BF16", "1.01171875", "1.015625")]
    [InlineData("BF16", "-1.00390625000001", "-1.0078125")]
    [InlineData("BF16", "3.3895314e38", "3.3895314E+38")]
    [InlineData("FP32", "null", "\"NaN\"")]
    [InlineData("FP32", "\"NaN\"", "\"NaN\"")]
    [InlineData("FP64", "\"Infinity\"", "\"Infinity\"")]
    [InlineData("FP16", "\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("BF16", "null", "\"NaN\"")]
    [InlineData("BYTES", "\"\\u0000\"", "\"\\u0000\"")]
    public async Task Infer_NumberThatFits_IsNearest(string datatype, string number, string? expected = null)
    {
        var answer = await InferAsync(datatype, number);

        Assert.Equal($"[{expected ?? number}]", answer.Output(0).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("INT64", "9223372036854775808", "does not fit INT64")]
    [InlineData("INT64", "-9223372036854775809", "does not fit INT64")]
    [InlineData("INT64", "1e19", "does not fit INT64")]
    [InlineData("INT64", "1e2000000000", "does not fit INT64")]
    [InlineData("INT64", "1e99999999999", "does not fit INT64")]
    [InlineData("INT64", "4503599627370496.25", "expected a whole number")]
    [InlineData("INT64", "1.00000000000000000000000000000000000001", "expected a whole number")]
    [InlineData("INT64", "1e-1", "expected a whole number")]
    [InlineData("INT64", "1e-99999999999", "expected a whole number")]
    [InlineData("UINT64", "18446744073709551616", "does not fit UINT64")]
    [InlineData("UINT64", "-1", "does not fit UINT64")]
    [InlineData("UINT64", "-1.0", "does not fit UINT64")]
    [InlineData("UINT32", "4294967296", "does not fit UINT32")]
    [InlineData("INT32", "2147483648", "does not fit INT32")]
    [InlineData("UINT16", "-1", "does not fit UINT16")]
    [InlineData("INT16", "32768", "does not fit INT16")]
    [InlineData("UINT8", "256", "does not fit UINT8")]
    [InlineData("INT8", "-129", "does not fit INT8")]
    [InlineData("INT8", "true", "expected a whole number, got true or false")]
    [InlineData("INT8", "null", "expected a whole number, got null")]
    [InlineData("INT8", "\"1\"", "expected a whole number, got text")]
    [InlineData("BOOL", "1", "expected true or false, got a number")]
    [InlineData("BOOL", "null", "expected true or false, got null")]
    [InlineData("FP32", "3.4028235677973367e38", "does not fit FP32")]
    [InlineData("FP32", "-1e400", "does not fit FP32")]
    [InlineData("FP32", "\"1\"", "expected a number, got text")]
    [InlineData("FP32", "\"nan\"", "expected a number, got text")]
    [InlineData("FP32", "false", "expected a number, got true or false")]
    [InlineData("FP32", "{\"a\":[1]}", "expected a number, got an object")]
    [InlineData("FP64", "1.8e308", "does not fit FP64")]
    [InlineData("FP16", "65520", "does not fit FP16")]
    [InlineData("BF16", "3.4e38", "does not fit BF16")]
    [InlineData("BF16", "1e400", "does not fit BF16")]
    [InlineData("BYTES", "1", "expected text, got a number")]
    [InlineData("BYTES", "null", "expected text, got null")]
    public async Task Infer_NumberThatDoesNotFit_Is400(string datatype, string number, string error)
    {
        var answer = await InferAsync(datatype, number);

        Assert.Equal(400, answer.Status);
        Assert.EndsWith($"inputs[0].data: element 0: {error}", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("0x1")]
    [InlineData("1 2")]
    [InlineData("1,")]
    [InlineData("")]
    [InlineData("[1],")]
    [InlineData("\"a")]
    [InlineData("1}")]
    public async Task Infer_WhatJsonHasNot_Is400(string number)
    {
        var answer = await InferAsync("FP32", number);

        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("[1,[2]]")]
    [InlineData("[[1],2]")]
    [InlineData("[[1],[2,3]]")]
    [InlineData("[[[1,2]],[[3],[4]]]")]
    [InlineData("[[],1]")]
    [InlineData("[1,[]]")]
    [InlineData("[[1],[[2]]]")]
    [InlineData("[[[1]],[2]]")]
    public async Task Infer_RaggedLists_Is400(string data)
    {
        var count = data.Count(char.IsDigit);

        var answer = await new InferRequestMessage { Model = "FP32", Json = $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{count}}],"data":{{data}}}]}""" }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.EndsWith("inputs[0].data: holds lists of one level that are not equally long", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ManyWrongElements_NamesTenAndCountsTheOthers()
    {
        var answer = await new InferRequestMessage { Model = "INT8", Json = $$"""{"inputs":[{"name":"x","datatype":"INT8","shape":[14],"data":[{{string.Join(',', Enumerable.Repeat("1,999", 6))}},1.5,1e3]}]}""" }.SendAsync(host);

        Assert.DoesNotContain("more elements", answer.Error, StringComparison.Ordinal);

        answer = await new InferRequestMessage { Model = "INT8", Json = $$"""{"inputs":[{"name":"x","datatype":"INT8","shape":[12],"data":[{{string.Join(',', Enumerable.Repeat("999", 12))}}]}]}""" }.SendAsync(host);

        Assert.Contains("element 9: does not fit INT8; inputs[0].data: 2 more elements are wrong", answer.Error, StringComparison.Ordinal);
    }

    // Decimals that lie so near to the middle of two floats that their double is the middle.
    [Fact]
    public async Task Infer_DecimalsBesideTheMiddleOfTwoFloats_AreRoundedOnce()
    {
        var random = new Random(1);
        List<string> decimals = [];
        List<float> nearest = [];
        while (decimals.Count < 500)
        {
            var low = BitConverter.UInt32BitsToSingle(0x3F800000u + (uint)random.Next(1 << 23));
            var middle = ((double)low + MathF.BitIncrement(low)) / 2;
            var text = middle.ToString("F14", CultureInfo.InvariantCulture);
            var side = (BigInteger.Parse(text.Remove(1, 1), CultureInfo.InvariantCulture) << 24).CompareTo(new BigInteger(Math.ScaleB(middle, 24)) * BigInteger.Pow(10, 14));
            if (side != 0 && double.Parse(text, CultureInfo.InvariantCulture) == middle)
            {
                decimals.Add(text);
                nearest.Add(side < 0 ? low : MathF.BitIncrement(low));
            }
        }

        var answer = await new InferRequestMessage { Model = "FP32", Json = $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[500],"data":[{{string.Join(',', decimals)}}]}]}""" }.SendAsync(host);

        Assert.Equal(nearest, answer.Output(0).GetProperty("data").EnumerateArray().Select(e => e.GetSingle()));
    }

    private Task<InferResponseMessage> InferAsync(string datatype, string value) =>
        new InferRequestMessage { Model = datatype, Json = $$"""{"inputs":[{"name":"x","datatype":"{{datatype}}","shape":[1],"data":[{{value}}]}]}""" }.SendAsync(host);

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r =>
        {
            foreach (var (datatype, element) in RandomTensor.Datatypes)
            {
                r.Publish(datatype, "1", ("model.onnx", Graphs.Identity(element, -1)));
            }
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
