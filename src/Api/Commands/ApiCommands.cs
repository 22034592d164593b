using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Questions;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Commands;

/// <summary>The verbs that run before there is a web host: <c>migrate</c>, <c>create-admin</c>, <c>create-topics</c>, <c>reencrypt-tokens</c> and <c>open-questions</c>.</summary>
internal static class ApiCommands
{
    /// <summary>Runs the verb in <paramref name="args"/>; null when there is none and the host is wanted.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
            return null;
        try
        {
            return args[0] switch
            {
                "migrate" => await MigrateAsync(),
                "create-admin" => await CreateAdminAsync(args[1..]),
                "create-topics" => await CreateTopicsAsync(args[1..]),
                "reencrypt-tokens" => await ReencryptTokensAsync(),
                "open-questions" => await OpenQuestionsAsync(),
                _ => Fail($"모르는 명령입니다: '{args[0]}'. migrate, create-admin, create-topics, reencrypt-tokens, open-questions가 있습니다 | unknown command '{args[0]}': there are migrate, create-admin, create-topics, reencrypt-tokens and open-questions"),
            };
        }
        catch (Exception e) when (e is MigrationException or InvalidOperationException)
        {
            return Fail(e.Message);
        }
        catch (NpgsqlException e)
        {
            return Fail($"PostgreSQL에서 오류가 났습니다: {e.Message} | PostgreSQL failed; check ConnectionStrings:SnsOps and that the server runs");
        }
    }

    private static async Task<int> MigrateAsync()
    {
        await using var database = Open();
        var applied = await new Migrator(database).MigrateAsync(CancellationToken.None);
        foreach (var name in applied)
            Console.WriteLine($"적용 | applied {name}");
        Console.WriteLine(applied.Count == 0 ? "이미 최신입니다 | already at head" : $"{applied.Count}개 적용 | {applied.Count} applied");
        return 0;
    }

    private static async Task<int> CreateAdminAsync(string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var (email, variable) = (options["email"], options["password-env"]);
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrWhiteSpace(variable))
            return Fail("사용법: create-admin --email 이메일 --password-env 환경변수이름 | usage: create-admin --email X --password-env NAME");
        if (Environment.GetEnvironmentVariable(variable) is not { Length: >= 8 } password)
            return Fail($"환경 변수 {variable}에 8자 이상의 비밀번호를 넣으세요 | put a password of 8 characters or more into {variable}");
        await using var database = Open();
        var made = await new AdminSql(database).EnsureAsync(email.Trim(), options["name"] ?? "관리자", new Passwords(Configuration().Section<AuthOptions>("Auth")), password, CancellationToken.None);
        Console.WriteLine(made ? $"관리자를 만들었습니다 | created admin {email}" : $"이미 있는 관리자입니다 | admin {email} exists");
        return 0;
    }

    private static async Task<int> CreateTopicsAsync(string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var made = await TopicCreation.EnsureAsync(Configuration().Section<KafkaOptions>("Kafka"), options.GetValue<short>("replication", -1));
        Console.WriteLine(made.Count == 0 ? "토픽이 모두 있습니다 | all topics exist" : "토픽을 만들었습니다 | created " + string.Join(", ", made));
        return 0;
    }

    /// <summary>With the connection string of a user who may create roles.</summary>
    private static async Task<int> OpenQuestionsAsync()
    {
        await using var database = Open();
        var count = await new OpenQuestions(database, new QuestionPasswords(Configuration().Section<SecurityOptions>("Security"))).RunAsync(CancellationToken.None);
        Console.WriteLine($"질문을 받을 수 있는 클라이언트 {count}곳 | questions are open for {count} clients");
        return 0;
    }

    private static async Task<int> ReencryptTokensAsync()
    {
        var vault = new TokenVault(Configuration().Section<SecurityOptions>("Security"));
        await using var database = Open();
        var result = await new ReencryptTokens(database, vault).RunAsync(
            done =>
            {
                Console.WriteLine($"  … {done}");
                return Task.CompletedTask;
            }, CancellationToken.None);
        Console.WriteLine($"{result.Done}개를 키 '{vault.CurrentKey}'로 다시 암호화했습니다 | {result.Done} sealed anew with key '{vault.CurrentKey}'");
        if (result.Unreadable.Count == 0)
        {
            Console.WriteLine("이전 키는 이제 필요 없습니다 | older keys are not needed any more");
            return 0;
        }

        foreach (var row in result.Unreadable.Take(50))
            Console.Error.WriteLine($"  읽을 수 없음 | unreadable: {row}");
        return Fail($"{result.Unreadable.Count}개를 읽을 수 없어 그대로 두었습니다: 그 키를 Security:TokenKeys에 넣고 다시 실행하거나 계정을 다시 연결하세요 | "
            + $"{result.Unreadable.Count} could not be read and were left: add their keys to Security:TokenKeys and run it again, or connect the accounts again");
    }

    private static IConfigurationRoot Configuration() =>
        new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    private static NpgsqlDataSource Open()
    {
        return DatabaseSetup.Open(Configuration().GetConnectionString("SnsOps")
            ?? throw new InvalidOperationException("No database: set ConnectionStrings__SnsOps. | 데이터베이스 연결 문자열이 없습니다: ConnectionStrings__SnsOps를 설정하세요."), "api");
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
