using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SnsOps.Api.Auth;

/// <summary>Hashes and checks passwords (PBKDF2, ASP.NET Core Identity's format).</summary>
internal sealed class Passwords
{
    private readonly PasswordHasher<string> _hasher;
    private readonly string _nobody;

    public Passwords(AuthOptions options)
    {
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = options.HashRounds }));
        _nobody = Hash(Guid.NewGuid().ToString());
    }

    public string Hash(string password) => _hasher.HashPassword("", password);

    /// <summary>True when they match. Without a hash it takes the same time and is false, so that nobody can tell which e-mails exist.</summary>
    public bool Matches(string? hash, string password) =>
        _hasher.VerifyHashedPassword("", hash ?? _nobody, password) != PasswordVerificationResult.Failed && hash is not null;
}
