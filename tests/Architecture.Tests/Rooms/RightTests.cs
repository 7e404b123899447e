using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests.Rooms;

/// <summary>Each call of ours says what its callers must be allowed to do, and XSUAA knows each scope.</summary>
public sealed partial class RightTests
{
    private const string Rights = "protos/fedml/auth/v1/rights.proto";
    private const string Xsuaa = "helm/fedml/xs-security.json";

    // Rooms that are being built while rights come: closed where sign-in is on until they declare theirs.
    private static readonly string[] NotYet = ["protos/fedml/training/v1/training.proto", "protos/fedml/models/v1/registration.proto"];

    [Fact]
    public void Calls_OfThisRepository_DeclareTheirRight() =>
        Verdict.NoFaults(Repository.Files.Where(f => f.Path.StartsWith("protos/", StringComparison.Ordinal) && f.Path.EndsWith(".proto", StringComparison.Ordinal) && !NotYet.Contains(f.Path)).SelectMany(Undeclared));

    [Fact]
    public void Calls_OfThisRepository_AreFound() => Assert.Contains(Repository.Files, file => Call().IsMatch(file.Text) && file.Path.StartsWith("protos/", StringComparison.Ordinal));

    [Fact]
    public void Calls_WithoutARight_AreCaught()
    {
        Assert.Single(Undeclared(new TextFile("protos/a.proto", "  rpc A(X) returns (stream Y);\n  rpc B(X) returns (Y) {\n    option (fedml.auth.v1.right) = RIGHT_SCORE;\n  }")));
        Assert.Single(Undeclared(new TextFile("protos/a.proto", "  rpc A(X) returns (Y) {\n    option deprecated = true;\n  }")));
    }

    [Fact]
    public void Scopes_OfXsuaa_AreThoseOfTheRights() => Assert.Equal(
        Scope().Matches(Repository.File(Rights).Text).Select(m => "$XSAPPNAME." + m.Groups[1].Value).Order(),
        XsuaaScope().Matches(Repository.File(Xsuaa).Text).Select(m => m.Groups[1].Value).Order());

    private static IEnumerable<string> Undeclared(TextFile file) => Call().Matches(file.Text)
        .Where(call => !call.Groups[2].Value.Contains("option (fedml.auth.v1.right) = RIGHT_", StringComparison.Ordinal))
        .Select(call => $"{file.Path}: {call.Groups[1].Value} declares no right: option (fedml.auth.v1.right) = RIGHT_…");

    [GeneratedRegex(@"^  rpc (\w+)\([^;{]*(;|\{[^}]*\})", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"\(scope\) = ""([\w.]+)""")]
    private static partial Regex Scope();

    [GeneratedRegex(@"""name"": ""(\$XSAPPNAME\.[\w.]+)""")]
    private static partial Regex XsuaaScope();
}
