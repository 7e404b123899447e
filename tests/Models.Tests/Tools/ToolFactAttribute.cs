using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FedMl.Models.Tools;

/// <summary>A test that is skipped, with the reason, where its class needs a program that is not installed.</summary>
[XunitTestCaseDiscoverer("FedMl.Models.Tools.ToolFactDiscoverer", "FedMl.Models.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute;

/// <summary>The same with data.</summary>
[XunitTestCaseDiscoverer("FedMl.Models.Tools.ToolTheoryDiscoverer", "FedMl.Models.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute;

/// <summary>Finds such tests, one for each line of data.</summary>
public sealed class ToolTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
    [
        new ToolTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, dataRow),
    ];
}

/// <summary>Finds such tests.</summary>
public sealed class ToolFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ToolTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

/// <summary>Such a test.</summary>
public sealed class ToolTestCase : XunitTestCase
{
    /// <summary>For xunit, which makes it from what it wrote down.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For xunit alone.")]
    public ToolTestCase()
    {
    }

    public ToolTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? data = null)
        : base(sink, display, options, method, data)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var needed = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsToolAttribute)).SingleOrDefault()?.GetConstructorArguments().Single() as string;
        return needed is null || File.Exists(ToolFiles.PathOf(needed)) ? base.GetSkipReason(factAttribute) : $"tests/tools/node_modules/{needed} is not installed; tests/run installs it";
    }
}
