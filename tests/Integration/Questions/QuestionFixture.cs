using SnsOps.Benchmarks.Questions;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Questions;

/// <summary>A database with the two clients that questions are asked of.</summary>
public sealed class QuestionFixture : IAsyncLifetime
{
    /// <summary>Its database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>What is in it.</summary>
    public QuestionWorld World { get; private set; } = null!;

    /// <summary>A file of the suites, beside the tests.</summary>
    public static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, "Questions", name);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        World = await QuestionWorld.MakeAsync(Database.DataSource, default);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
