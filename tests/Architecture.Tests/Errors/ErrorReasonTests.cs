using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests.Errors;

/// <summary>The catalogue promises nothing that no service says, and each reason says how it is answered.</summary>
public sealed partial class ErrorReasonTests
{
    private const string Catalogue = "protos/fedml/errors/v1/errors.proto";

    [Fact]
    public void Reasons_OfThisRepository_AreUsed() =>
        Verdict.NoFaults(Unused(Repository.File(Catalogue).Text, Repository.Code.Where(f => f.Room.Length > 0)));

    [Fact]
    public void Reasons_OfThisRepository_SayHowTheyAreAnswered() => Verdict.NoFaults(WithoutAnswer(Repository.File(Catalogue).Text));

    [Fact]
    public void Reasons_NobodyUses_AreCaught()
    {
        const string Proto = "ERROR_REASON_UNSPECIFIED = 0; ERROR_REASON_MODEL_NOT_FOUND = 1 [(code) = A]; ERROR_REASON_MODEL = 2;";
        TextFile[] code = [new("services/Scoring/A.cs", "throw new ServiceException(ErrorReason.ModelNotFound, text);")];
        Assert.Equal(["MODEL is used by no service"], Unused(Proto, code));
    }

    [Fact]
    public void Reasons_WithoutCodeOrStatus_AreCaught()
    {
        const string Proto = """
            ERROR_REASON_UNSPECIFIED = 0;
            ERROR_REASON_A = 1 [
              (code) = STATUS_CODE_NOT_FOUND,
              (http_status) = 404
            ];
            ERROR_REASON_B = 2 [(code) = STATUS_CODE_NOT_FOUND];
            ERROR_REASON_C = 3 [(http_status) = 404];
            ERROR_REASON_D = 4;
            """;
        Assert.Equal(["B has no http_status", "C has no code", "D has no code", "D has no http_status"], WithoutAnswer(Proto));
    }

    private static IEnumerable<string> Unused(string proto, IEnumerable<TextFile> code)
    {
        var used = code.SelectMany(f => Use().Matches(f.Text)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Reasons(proto).Select(r => r.Name).Where(name => !used.Contains(name.Replace("_", "", StringComparison.Ordinal))).Select(name => $"{name} is used by no service");
    }

    private static IEnumerable<string> WithoutAnswer(string proto) =>
        from reason in Reasons(proto)
        from option in new[] { "code", "http_status" }
        where !reason.Options.Contains($"({option}) =", StringComparison.Ordinal)
        select $"{reason.Name} has no {option}";

    private static IEnumerable<(string Name, string Options)> Reasons(string proto) =>
        Reason().Matches(proto).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).Where(r => r.Item1 != "UNSPECIFIED");

    [GeneratedRegex(@"\bERROR_REASON_(\w+)\s*=\s*\d+\s*(?:\[([^\]]*)\])?;")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\bErrorReason\.(\w+)")]
    private static partial Regex Use();
}
