using System.Globalization;
using SnsOps.Local.Output;

namespace SnsOps.Local.Processes;

/// <summary>A user of this machine.</summary>
public sealed record SystemUser(string Name, uint Id, uint Group)
{
    /// <summary>Who runs PostgreSQL for root (it refuses root itself); null for everybody else, who run it themselves.</summary>
    public static SystemUser? ForPostgres() =>
        !Posix.IsRoot ? null
        : Find("postgres") ?? Find("nobody")
          ?? throw new Failure(
              "PostgreSQL을 실행할 사용자가 없습니다 / no user can run PostgreSQL",
              "root로는 실행할 수 없고 postgres, nobody 사용자도 없습니다 / it refuses root, and neither postgres nor nobody exists",
              "useradd --system postgres");

    private static SystemUser? Find(string name) =>
        File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4 && fields[0] == name)
            .Select(fields => new SystemUser(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture)))
            .FirstOrDefault();
}
